import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const preview = "2025-09-02-preview";
const machines = [{ size: "Standard_D4s_v3", count: 1 }];

test("a pool of mode ManagedSystem: the only system pool, machines of the service's choice, one a cluster", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, startMs: Date.UTC(2025, 6, 9) });
  const client = await armClient(simulator);
  const arm: typeof client = (method, path, asked) => client(method, path, { apiVersion: preview, ...asked });
  const put = (name: string, properties: object, apiVersion = preview) =>
    arm("PUT", `${cluster}/agentPools/${name}`, { apiVersion, body: { properties } });
  const shown = async (name: string) =>
    (await arm("GET", `${cluster}/agentPools/${name}`)).body.properties as Readonly<Record<string, unknown>>;
  await makeGroup(arm);
  const managed = { mode: "ManagedSystem" };
  const made = await arm("PUT", cluster, {
    body: clusterBody({ agentPoolProfiles: [{ name: "managed", ...managed }] }),
  });
  assert.equal(made.status, 201);
  simulator.advance(1);

  const pool = await shown("managed");
  assert.deepEqual(
    [pool["virtualMachineNodesStatus"], pool["virtualMachinesProfile"]],
    [machines, { scale: { manual: machines } }],
  );
  assert.deepEqual(
    [pool["type"], pool["osDiskType"], pool["osDiskSizeGB"], pool["vmSize"], pool["count"], pool["workloadRuntime"]],
    ["VirtualMachines", "Ephemeral", undefined, undefined, undefined, undefined],
  );
  assert.equal(pool["orchestratorVersion"], pool["currentOrchestratorVersion"]);
  assert.deepEqual(
    [...backend.nodes.values()].map(({ vmSize }) => vmSize),
    ["Standard_D4s_v3"],
  );

  const refused = async (name: string, properties: object, apiVersion?: string) => {
    const { status, body } = await put(name, properties, apiVersion);
    return [status, status === 501 ? body.error?.code : body.code];
  };
  assert.deepEqual(await refused("second", managed), [400, "InvalidParameter"]);
  assert.deepEqual(await refused("second", managed, "2025-10-01"), [400, "InvalidParameter"]);
  assert.deepEqual(await refused("managed", { mode: "User" }), [501, "NotModelled"]);
  assert.deepEqual(await refused("managed", { powerState: { code: "Stopped" } }), [400, "OperationNotAllowed"]);
  const last = await arm("DELETE", `${cluster}/agentPools/managed`);
  assert.deepEqual([last.status, last.body.code], [400, "MustDefineAtLeastOneSystemPool"]);

  const again = await put("managed", { ...pool, count: 5 });
  assert.deepEqual([again.status, again.body.properties.provisioningState], [200, "Updating"]);
  simulator.advance(1);
  assert.deepEqual({ ...(await shown("managed")), eTag: "" }, { ...pool, eTag: "" });
});

test("beside a system pool it comes and goes; while it is made it shows no machines and no image", async (t) => {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory });
  const client = await armClient(simulator);
  const arm: typeof client = (method, path, asked) => client(method, path, { apiVersion: preview, ...asked });
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(1);
  const pool = `${cluster}/agentPools/managed`;
  const { status, body } = await arm("PUT", pool, { body: { properties: { mode: "ManagedSystem" } } });
  const properties = body.properties as Readonly<Record<string, unknown>>;
  const hidden = ["nodeImageVersion", "virtualMachinesProfile", "virtualMachineNodesStatus"];
  assert.deepEqual([status, hidden.map((key) => properties[key])], [201, [undefined, undefined, undefined]]);
  simulator.advance(1);
  assert.equal((await arm("DELETE", pool)).status, 202);
  simulator.advance(1);
  assert.equal((await arm("GET", pool)).status, 404);
});
