import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup, type ArmReply } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

const minute = 60_000;

test("features: in lists, alone, and as registrations, with one state", async (t) => {
  const simulator = await startSimulator(t, {
    durations: () => minute,
    features: { "Microsoft.Network/AllowLBPreview": "Unregistered" },
  });
  const arm = await armClient(simulator);
  const call = (method: string, path: string) =>
    arm(method, `/providers/Microsoft.Features/${path}`, { apiVersion: "2021-07-01" });
  const network = "providers/Microsoft.Network/features";
  const registrations = "featureProviders/Microsoft.Network/subscriptionFeatureRegistrations";
  const states = async () => {
    const list = (await call("GET", network)).body.value as readonly { name: string; properties: { state: string } }[];
    const listed = list.find(({ name }) => name === "Microsoft.Network/AllowLBPreview");
    const single = (await call("GET", `${network}/AllowLBPreview`)).body.properties.state;
    const registration = (await call("GET", `${registrations}/AllowLBPreview`)).body.properties.state;
    return [listed?.properties.state, single, registration];
  };
  assert.deepEqual(await states(), ["Unregistered", "Unregistered", "Unregistered"]);
  const put = await call("PUT", `${registrations}/AllowLBPreview`);
  assert.deepEqual([put.status, put.body["name"], put.body.properties.state], [200, "AllowLBPreview", "Registered"]);
  assert.deepEqual(await states(), ["Registered", "Registered", "Registered"]);
  const removed = await call("DELETE", `${registrations}/AllowLBPreview`);
  assert.deepEqual([removed.status, removed.body], [200, {}]);
  assert.deepEqual(await states(), ["Unregistered", "Unregistered", "Unregistered"]);
  await call("POST", `${network}/AllowLBPreview/register`);
  assert.deepEqual(await states(), ["Registering", "Registering", "Registering"]);
  simulator.advance(minute);
  assert.deepEqual(await states(), ["Registered", "Registered", "Registered"]);
  const all = (await call("GET", "features")).body.value;
  assert.ok(all.length > (await call("GET", network)).body.value.length);
});

test("providers: registered, unregistered, registered again; the list with $select; an unknown one", async (t) => {
  const simulator = await startSimulator(t, {
    durations: () => minute,
    providers: { "Microsoft.Confluent": "NotRegistered" },
  });
  const arm = await armClient(simulator);
  const call = (method: string, path: string) => arm(method, `/providers${path}`, { apiVersion: "2021-04-01" });
  const state = async () => (await call("GET", "/microsoft.confluent")).body["registrationState"];
  const seen = [await state()];
  for (const action of ["register", "unregister", "register"]) {
    const reply = await call("POST", `/Microsoft.Confluent/${action}`);
    seen.push(reply.body["registrationState"]);
    simulator.advance(minute);
    seen.push(await state());
  }
  assert.deepEqual(seen, [
    "NotRegistered",
    ...["Registering", "Registered"],
    ...["Unregistering", "Unregistered"],
    ...["Registering", "Registered"],
  ]);
  const list = (await call("GET", "?$select=namespace,registrationstate")).body.value;
  assert.deepEqual(list[0], { namespace: "Microsoft.ContainerService", registrationState: "Registered" });
  const unknown = await call("GET", "/Nobody.Nothing");
  assert.deepEqual([unknown.status, unknown.body.error?.code], [404, "InvalidResourceNamespace"]);
});

test("resource groups: by tag; the template of an empty one, none of one that holds a cluster", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  const apiVersion = "2022-09-01";
  await makeGroup(arm, "plain-rg");
  await arm("PUT", "/resourcegroups/tagged-rg", {
    apiVersion,
    body: { location: "westus2", tags: { Team: "a", c: "" } },
  });
  const names = async (filter: string) => {
    const reply = await arm("GET", `/resourcegroups?$filter=${encodeURIComponent(filter)}`, { apiVersion });
    return reply.status === 200 ? reply.body.value.map((group) => (group as { name: string }).name) : reply.status;
  };
  assert.deepEqual(await names("tagname eq 'team'"), ["tagged-rg"]);
  assert.deepEqual(await names("tagName eq 'team' and tagValue eq 'a'"), ["tagged-rg"]);
  assert.deepEqual(await names("tagName eq 'team' and tagValue eq 'b'"), []);
  assert.equal(await names("startswith(name, 'p')"), 501);
  const exported = () =>
    arm("POST", "/resourcegroups/plain-rg/exportTemplate", { apiVersion, body: { resources: ["*"] } });
  assert.deepEqual(((await exported()).body["template"] as { resources: unknown }).resources, []);
  await arm("PUT", clusterPath("plain-rg", "tenants"), { body: clusterBody() });
  assert.equal((await exported()).status, 501);
});

test("resource groups come in pages of the size that is asked for", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  for (const name of ["a", "b", "c", "d", "e"]) await makeGroup(arm, name);
  const pages: unknown[] = [];
  for (let next = "/resourcegroups?$top=2"; next !== "";) {
    const { body }: ArmReply = await arm("GET", next, { apiVersion: "2024-11-01" });
    pages.push(body.value.map((group) => (group as { readonly name: string }).name));
    next = "nextLink" in body ? body.nextLink : "";
  }
  assert.deepEqual(pages, [["a", "b"], ["c", "d"], ["e"]]);
  const refused = await arm("GET", "/resourcegroups?$top=none", { apiVersion: "2024-11-01" });
  assert.deepEqual([refused.status, refused.body.error?.code], [400, "InvalidTopParameter"]);
});
