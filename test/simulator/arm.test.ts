import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send, signInForm } from "../helpers/arm-client.js";
import { kubeconfigOf } from "../helpers/kubeconfig-of.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;

test("sign-in: wrong secret, expired secret, unknown tenant, and a federated assertion", async (t) => {
  const simulator = await startSimulator(t);
  const token = (tenant: string, changes: Record<string, string>) =>
    send(simulator, "POST", `/${tenant}/oauth2/v2.0/token`, { body: signInForm(simulator, changes) });
  const { tenantId } = simulator;
  const rows = [
    [await token(tenantId, { client_secret: "wrong" }), 401, "invalid_client", 7000215],
    [await token(tenantId, { client_secret: simulator.expiredClientSecret }), 401, "invalid_client", 7000222],
    [await token("00000000-0000-0000-0000-000000000000", {}), 400, "invalid_request", 90002],
    [await token(tenantId, { client_id: "nobody" }), 400, "unauthorized_client", 700016],
  ] as const;
  for (const [reply, status, error, code] of rows) {
    assert.deepEqual([reply.status, reply.body.error, reply.body["error_codes"]], [status, error, [code]]);
    assert.match(reply.body.error_description, new RegExp(`^AADSTS${code}: `));
  }
  const assertion = ["{}", '{"aud":"api://AzureADTokenExchange"}', ""].map((part) =>
    Buffer.from(part).toString("base64url"),
  );
  const federated = await token(tenantId, { client_secret: "", client_assertion: assertion.join(".") });
  assert.deepEqual([federated.status, federated.body["token_type"]], [200, "Bearer"]);
});

test("ARM's gateway refuses what it would refuse, in its own envelope", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const inSubscription = `/subscriptions/${simulator.subscriptionId}`;
  const rows = [
    [await send(simulator, "GET", `${inSubscription}?api-version=2022-12-01`), 401, "AuthenticationFailed"],
    [
      await arm("GET", "", { apiVersion: "2022-12-01", headers: { authorization: "Bearer x" } }),
      401,
      "InvalidAuthenticationToken",
    ],
    [await arm("GET", cluster, { apiVersion: "" }), 400, "MissingApiVersionParameter"],
    [await arm("GET", cluster, { apiVersion: "2099-01-01" }), 400, "NoRegisteredProviderFound"],
    [await arm("GET", `${sandbox}/machines`, { apiVersion: "2024-05-01" }), 400, "NoRegisteredProviderFound"],
    [await arm("GET", cluster), 404, "ResourceNotFound"],
    [await arm("GET", clusterPath("nowhere", "tenants")), 404, "ResourceGroupNotFound"],
    [await arm("PUT", sandbox, { body: kataPool() }), 404, "ParentResourceNotFound"],
    [await arm("PUT", cluster, { body: "{" }), 400, "InvalidRequestContent"],
    [
      await arm("PUT", cluster, { body: "a=b", headers: { "content-type": "text/plain" } }),
      415,
      "UnsupportedMediaType",
    ],
    [await arm("GET", "/providers/Microsoft.Storage/storageAccounts"), 501, "NotModelled"],
    [
      await arm("PUT", cluster, { body: { ...clusterBody({ agentPoolProfiles: [] }), sku: { name: "Automatic" } } }),
      501,
      "NotModelled",
    ],
  ] as const;
  for (const [reply, status, code] of rows) {
    assert.deepEqual(
      [reply.status, reply.body.error?.code, reply.headers["x-ms-failure-cause"]],
      [status, code, "gateway"],
    );
  }
});

test("a body of no JSON type is refused in ARM's words; ids that a client gives its requests come back", async (t) => {
  const arm = await armClient(await startSimulator(t));
  const refused = await arm("PUT", "/resourceGroups/tenants-rg", {
    apiVersion: "2024-11-01",
    body: { location: "westus2" },
    headers: { "content-type": "" },
  });
  assert.deepEqual(refused.body.error, {
    code: "UnsupportedMediaType",
    message: "The content media type '<null>' is not supported. Only 'application/json' is supported.",
  });
  const [client, correlation] = ["11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"];
  const given = { "x-ms-client-request-id": client, "x-ms-correlation-request-id": correlation };
  const { headers } = await arm("GET", "", { apiVersion: "2022-12-01", headers: given });
  assert.deepEqual(
    [headers["x-ms-client-request-id"], headers["x-ms-correlation-request-id"]],
    [undefined, correlation],
  );
  const asked = { ...given, "x-ms-return-client-request-id": "true" };
  const reply = await arm("GET", "", { apiVersion: "2022-12-01", headers: asked });
  assert.equal(reply.headers["x-ms-client-request-id"], client);
});

test("a resource group's body: unknown names and wrong types are refused, what is read-only is ignored, PATCH changes tags", async (t) => {
  const arm = await armClient(await startSimulator(t));
  const group = "/resourceGroups/tenants-rg";
  const send = async (method: string, body: object | string) => {
    const reply = await arm(method, group, { apiVersion: "2024-11-01", body });
    return [reply.status, reply.body.error?.message ?? reply.body["tags"]];
  };
  const start = "The request content was invalid and could not be deserialized: ";
  const rows = [
    [
      '{"location":"westus2","bogus":1}',
      "'Could not find member 'bogus' on object of type 'ResourceGroupDefinition'. Path 'bogus', line 1, position 30.'.",
    ],
    [
      '{\n "location": "westus2",\n "properties": {"more": 1}}',
      "'Could not find member 'more' on object of type 'ResourceGroupDefinition'. Path 'properties.more', line 3, position 23.'.",
    ],
    ['{"location":7}', "'A value of another type is expected. Path 'location', line 1, position 12.'."],
    [
      '{"location":"westus2","tags":["a"]}',
      "'A value of another type is expected. Path 'tags', line 1, position 29.'.",
    ],
    [
      '{"location":"westus2","tags":{"a":{}}}',
      "'A value of another type is expected. Path 'tags.a', line 1, position 34.'.",
    ],
  ] as const;
  for (const [body, message] of rows) assert.deepEqual(await send("PUT", body), [400, `${start}${message}`]);
  assert.deepEqual(await send("PATCH", { tags: {} }), [404, "Resource group 'tenants-rg' could not be found."]);
  assert.deepEqual(await send("PUT", { location: "westus2", tags: { a: "b" } }), [201, { a: "b" }]);
  const { body } = await arm("GET", group, { apiVersion: "2024-11-01" });
  assert.deepEqual(await send("PUT", body), [200, { a: "b" }]);
  assert.deepEqual(await send("PATCH", { tags: { c: "d" } }), [200, { c: "d" }]);
  assert.deepEqual(await send("PATCH", { location: "eastus" }), [
    400,
    `${start}'Could not find member 'location' on object of type 'ResourceGroupPatchDefinition'. Path 'location', line 1, position 12.'.`,
  ]);
});

test("a resource group's name is of Azure's letters and signs", async (t) => {
  const arm = await armClient(await startSimulator(t));
  const put = (name: string) =>
    arm("PUT", `/resourceGroups/${encodeURIComponent(name)}`, {
      apiVersion: "2024-11-01",
      body: { location: "westus3" },
    });
  assert.equal((await put("Größe_(1).rg-2")).status, 201);
  for (const name of ["two words", "ends.", "a".repeat(91)]) {
    const reply = await put(name);
    assert.deepEqual([reply.status, reply.body.error?.code], [400, "InvalidResourceGroup"], name);
  }
  assert.match(
    (await put("a b!")).body.error?.message ?? "",
    /has these invalid characters: ' !'\. The name can only be/,
  );
});

test("a pool's creation: 201 with one operation header, free-text statuses, nodes one by one, then Succeeded", async (t) => {
  const backend = createNullBackend();
  const simulator = await startSimulator(t, { kubernetes: backend.factory, durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(30 * 60_000);
  const put = await arm("PUT", sandbox, { body: kataPool() });
  const url = String(put.headers["azure-asyncoperation"]);
  assert.deepEqual(
    [put.status, put.body.properties.provisioningState, put.headers["location"], put.headers["retry-after"]],
    [201, "Creating", undefined, undefined],
  );
  assert.match(url, /\/locations\/westus2\/operations\/[0-9a-f-]{36}\?api-version=2025-03-01&t=\d{18}&c=.+&s=.+&h=/);
  assert.ok(url.length > 2900 && url.length < 3600, `${url.length} characters`);

  const statuses: string[] = [];
  for (let polls = 0; polls < 1000 && statuses.at(-1) !== "Succeeded"; polls += 1) {
    const { status, headers, body } = await arm("GET", url);
    assert.deepEqual([status, headers["retry-after"]], [200, undefined]);
    if (statuses.at(-1) !== body.status) statuses.push(body.status);
    simulator.advance(1000);
  }
  assert.deepEqual(statuses, [
    "InProgress",
    ...[0, 1, 2, 3].map((done) => `CreatingAgentPool: ${done}/3 nodes completed`),
    "Succeeded",
  ]);
  assert.equal([...backend.nodes.values()].filter((node) => node.poolName === "sandbox").length, 3);
  const got = await arm("GET", sandbox);
  assert.equal(got.body.properties.provisioningState, "Succeeded");
  assert.notEqual(got.body.properties.eTag, put.body.properties.eTag);
});

test("the list of pools has a nextLink that leads to an empty page", async (t) => {
  const arm = await armClient(await startSimulator(t));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const first = await arm("GET", `${cluster}/agentPools`);
  assert.equal(first.body.value.length, 1);
  assert.deepEqual((await arm("GET", first.body.nextLink)).body, { value: [] });
});

test("eTags: the documented 412s, and nothing written", async (t) => {
  const arm = await armClient(await startSimulator(t));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const missing = await arm("PUT", sandbox, { body: kataPool(), headers: { "if-match": "*" } });
  assert.deepEqual([missing.status, missing.body.code], [412, "PreconditionFailed"]);
  assert.equal((await arm("PUT", sandbox, { body: kataPool(), headers: { "if-none-match": "*" } })).status, 201);
  const { eTag } = (await arm("GET", sandbox)).body.properties;
  for (const headers of [{ "if-none-match": "*" }, { "if-match": "old" }]) {
    const refused = await arm("PUT", sandbox, { body: kataPool({ count: 5 }), headers });
    assert.deepEqual([refused.status, refused.body.code], [412, "PreconditionFailed"]);
  }
  assert.equal((await arm("GET", sandbox)).body.properties.count, 3);
  const matched = await arm("PUT", sandbox, { body: kataPool({ count: 5 }), headers: { "if-match": String(eTag) } });
  assert.deepEqual([matched.status, matched.body.properties.provisioningState], [200, "Scaling"]);
});

test("one operation at a time: the second gets 409 OperationNotAllowed with AKS's text", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const busy = await arm("PUT", sandbox, { body: kataPool() });
  assert.deepEqual([busy.status, busy.body.code], [409, "OperationNotAllowed"]);
  assert.match(
    busy.body.message,
    /^Operation is not allowed: Another operation \(Creating\) is in progress, please wait/,
  );
  const deleted = await arm("DELETE", cluster);
  assert.equal(deleted.status, 202);
  assert.ok(deleted.headers["location"] !== undefined && deleted.headers["azure-asyncoperation"] !== undefined);
  simulator.advance(10 * 60_000);
  assert.equal((await arm("GET", String(deleted.headers["location"]))).status, 204);
  assert.equal((await arm("GET", cluster)).status, 404);
});

test("what AKS refuses about a pool", async (t) => {
  const arm = await armClient(await startSimulator(t));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const preview = "2025-09-02-preview";
  const rows = [
    [{ vmSize: "Standard_D2ls_v5" }, "2025-10-01", 400, "InvalidWorkloadRuntimeSettingError"],
    [{ workloadRuntime: "WasmWasi" }, "2025-10-01", 400, "InvalidWorkloadRuntimeSettingError"],
    [{ osSKU: "Ubuntu" }, "2025-10-01", 400, "InvalidWorkloadRuntimeSettingError"],
    [{ enableFIPS: true }, "2025-10-01", 400, "InvalidWorkloadRuntimeSettingError"],
    [{ workloadRuntime: "KataMshvVmIsolation" }, "2025-10-01", 400, "InvalidParameter"],
    [{ workloadRuntime: "KataMshvVmIsolation" }, preview, 400, "PreviewFeatureNotRegistered"],
    [{ vmSize: "Standard_X1" }, "2025-10-01", 400, "BadRequest"],
    [{ mode: "System", nodeTaints: ["a=b:NoSchedule"] }, "2025-10-01", 400, "SystemPoolHasRestrictedTaint"],
    [{ count: 1001 }, "2025-10-01", 400, "InvalidParameter"],
    // Kubernetes would take no such node.
    [{ nodeLabels: { "a b": "c" } }, "2025-10-01", 400, "InvalidParameter"],
    [{ nodeLabels: { a: "b c" } }, "2025-10-01", 400, "InvalidParameter"],
    [{ nodeLabels: { a: "b".repeat(64) } }, "2025-10-01", 400, "InvalidParameter"],
    [{ nodeTaints: ["a/b/c=d:NoSchedule"] }, "2025-10-01", 400, "InvalidParameter"],
    [{ nodeTaints: ["a-=d:NoSchedule"] }, "2025-10-01", 400, "InvalidParameter"],
    [{ nodeTaints: ["a=-d:NoSchedule"] }, "2025-10-01", 400, "InvalidParameter"],
    [{ count: "3" }, "2025-10-01", 400, "UnmarshalError"],
  ] as const;
  for (const [changes, apiVersion, status, code] of rows) {
    const reply = await arm("PUT", sandbox, { apiVersion, body: kataPool(changes) });
    assert.deepEqual([reply.status, reply.body.code], [status, code], JSON.stringify(changes));
  }
  await arm("PUT", sandbox, { body: kataPool() });
  const changed = await arm("PUT", sandbox, { body: kataPool({ workloadRuntime: "OCIContainer" }) });
  assert.deepEqual([changed.status, changed.body.code], [400, "PropertyChangeNotAllowed"]);
  const inCluster = clusterBody();
  inCluster.properties.agentPoolProfiles.push({ ...inCluster.properties.agentPoolProfiles[0], name: "more" } as never);
  const added = await arm("PUT", cluster, { body: inCluster });
  assert.deepEqual([added.status, added.body.code], [400, "OperationNotAllowed"]);
  assert.equal((await arm("DELETE", `${cluster}/agentPools/system`)).body.code, "MustDefineAtLeastOneSystemPool");
});

test("nodes join whatever the names of group and cluster that Azure takes", async (t) => {
  const arm = await armClient(await startSimulator(t));
  for (const [group, name, label] of [
    ["g".repeat(90), "tenants", `MC_${"g".repeat(60)}`],
    ["Größe_(1)", "t".repeat(63), `MC_Gr--e_-1-_${"t".repeat(50)}`],
    [`${"g".repeat(58)}--`, "tenants", `MC_${"g".repeat(58)}-z`],
  ] as const) {
    await makeGroup(arm, encodeURIComponent(group));
    const path = clusterPath(encodeURIComponent(group), name);
    assert.equal((await arm("PUT", path, { body: clusterBody() })).status, 201);
    assert.equal((await arm("GET", path)).body.properties.provisioningState, "Succeeded");
    const { server, headers } = await kubeconfigOf(arm, path);
    const nodes = (await arm("GET", `${server}/api/v1/nodes`, { headers })).body["items"] as readonly {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    }[];
    assert.deepEqual(
      new Set(nodes.map(({ metadata }) => metadata.labels["kubernetes.azure.com/cluster"])),
      new Set([label]),
    );
  }
});

test("a feature's registration takes simulated time", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded" });
  const arm = await armClient(simulator);
  const feature = "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features/KataVMIsolationPreview";
  const apiVersion = "2021-07-01";
  const state = async () => (await arm("GET", feature, { apiVersion })).body.properties.state;
  const states = [await state(), (await arm("POST", `${feature}/register`, { apiVersion })).body.properties.state];
  simulator.advance(20 * 60_000);
  assert.deepEqual([...states, await state()], ["NotRegistered", "Registering", "Registered"]);
});

test("deleting a resource group takes its clusters along", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const deleted = await arm("DELETE", "/resourcegroups/tenants-rg", { apiVersion: "2024-11-01" });
  assert.deepEqual([deleted.status, deleted.headers["retry-after"]], [202, "15"]);
  const job = String(deleted.headers["location"]);
  assert.equal((await arm("GET", job)).status, 202);
  simulator.advance(5 * 60_000);
  assert.equal((await arm("GET", job)).status, 200);
  assert.equal((await arm("GET", cluster)).body.error?.code, "ResourceGroupNotFound");
});

test("a name in capitals finds a pool that is there, and makes none", async (t) => {
  const simulator = await startSimulator(t, { durations: "none" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const cluster = clusterPath("tenants-rg", "tenants");
  await arm("PUT", cluster, { body: clusterBody() });
  await arm("PUT", `${cluster}/agentPools/sandbox`, { body: kataPool() });
  assert.equal((await arm("PUT", `${cluster}/agentPools/SandBox`, { body: kataPool() })).status, 200);
  const made = await arm("PUT", `${cluster}/agentPools/Other`, { body: kataPool() });
  assert.deepEqual([made.status, made.body.code], [400, "InvalidParameter"]);
  assert.match(JSON.stringify(made.body), /'Other' must match/);
});

test("a cluster's DNS prefix is of letters, digits and hyphens", async (t) => {
  const arm = await armClient(await startSimulator(t, { kubernetes: createNullBackend().factory }));
  await makeGroup(arm);
  const put = async (dnsPrefix: string) => {
    const { status, body } = await arm("PUT", cluster, { body: clusterBody({ dnsPrefix }) });
    return status === 201 ? [status] : [status, body.code, body.message];
  };
  const start = "The value of parameter dnsPrefix is invalid. Error details: DNS prefix ";
  const end = "Please see https://aka.ms/aks-naming-rules for more details.";
  const long = "a".repeat(55);
  assert.deepEqual(await put(long), [
    400,
    "InvalidParameter",
    `${start}'${long}' is invalid. DNS prefix must contain between 1 and 54 characters. ${end}. ${end}`,
  ]);
  for (const dnsPrefix of ["a b", "a_b", "-a", "a-", "a.b"])
    assert.equal((await put(dnsPrefix))[1], "InvalidParameter");
  assert.deepEqual(await put("0-Tenants"), [201]);
});

test("two pools of one name in a cluster's PUT are refused, and neither is made", async (t) => {
  const simulator = await startSimulator(t, { durations: "none" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const cluster = clusterPath("tenants-rg", "tenants");
  const pool = { name: "twice", count: 1, vmSize: "Standard_D4s_v5", mode: "System" };
  const body = clusterBody();
  const properties = { ...body.properties, agentPoolProfiles: [pool, { ...pool, count: 2 }] };
  const reply = await arm("PUT", cluster, { body: { ...body, properties } });
  assert.deepEqual([reply.status, reply.body.code], [400, "InvalidParameter"]);
  assert.equal((await arm("GET", cluster)).status, 404);
});
