import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, send } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const credential = `${cluster}/listClusterUserCredential`;
const group = { apiVersion: "2024-11-01", body: { location: "westus2" } };

const principals = [
  { name: "owner", role: "Owner" },
  { name: "contributor", role: "Contributor" },
  { name: "reader", role: "Reader" },
  { name: "aks", role: "Azure Kubernetes Service Contributor Role", scope: "/resourceGroups/tenants-rg" },
  { name: "user", role: "Azure Kubernetes Service Cluster User Role" },
  { name: "elsewhere", role: "Contributor", scope: "/resourceGroups/other-rg" },
  { name: "nobody" },
];

test("what each role may do, and the 403 of what it may not", async (t) => {
  const simulator = await startSimulator(t, { principals });
  const owner = await armClient(simulator);
  await makeGroup(owner);
  await owner("PUT", cluster, { body: clusterBody() });
  const lock = `${cluster}/providers/Microsoft.Authorization/locks/keep`;
  const table: Record<string, readonly number[]> = {};
  for (const { name } of principals) {
    const arm = await armClient(simulator, name);
    table[name] = [
      (await arm("GET", cluster)).status,
      (await arm("PUT", sandbox, { body: kataPool() })).status,
      (await arm("POST", credential)).status,
      (await arm("PUT", "/resourcegroups/new-rg", group)).status,
      (await arm("PUT", lock, { apiVersion: "2020-05-01", body: { properties: { level: "CanNotDelete" } } })).status,
      (await arm("DELETE", lock, { apiVersion: "2020-05-01" })).status,
      (await arm("DELETE", sandbox)).status,
    ];
  }
  // get cluster, put pool, kubeconfig, make group, lock, unlock, delete pool
  assert.deepEqual(table, {
    owner: [200, 201, 200, 201, 201, 200, 202],
    contributor: [200, 201, 200, 200, 403, 403, 202],
    reader: [200, 403, 403, 403, 403, 403, 403],
    aks: [200, 201, 200, 403, 403, 403, 202],
    user: [200, 403, 200, 403, 403, 403, 403],
    elsewhere: [403, 403, 403, 403, 403, 403, 403],
    nobody: [403, 403, 403, 403, 403, 403, 403],
  });
  const reader = await armClient(simulator, "reader");
  const refused = await reader("PUT", sandbox, { body: kataPool() });
  const { clientId, objectId } = simulator.principals.get("reader") ?? { clientId: "", objectId: "" };
  assert.deepEqual(refused.body, {
    error: {
      code: "AuthorizationFailed",
      message:
        `The client '${clientId}' with object id '${objectId}' does not have authorization to perform action ` +
        `'Microsoft.ContainerService/managedClusters/agentPools/write' over scope ` +
        `'/subscriptions/${simulator.subscriptionId}${sandbox}' or the scope is invalid. If access was recently ` +
        `granted, please refresh your credentials.`,
    },
  });
  assert.equal(refused.headers["x-ms-failure-cause"], "gateway");
});

test("a list is refused at the scope that holds it; polls go through; subscriptions are those with a role", async (t) => {
  const simulator = await startSimulator(t, { principals });
  const owner = await armClient(simulator);
  await makeGroup(owner);
  await owner("PUT", cluster, { body: clusterBody() });
  const nobody = await armClient(simulator, "nobody");
  const pools = await nobody("GET", `${cluster}/agentPools`);
  assert.match(String(pools.body.error?.message), new RegExp(`over scope '/subscriptions/[^/]+${cluster}' or`));
  const aks = await armClient(simulator, "aks");
  const put = await aks("PUT", sandbox, { body: kataPool() });
  const polled = await aks("GET", String(put.headers["azure-asyncoperation"]));
  assert.deepEqual([polled.status, polled.body.status], [200, "Succeeded"]);
  const counts: Record<string, number> = {};
  for (const name of ["aks", "elsewhere", "nobody"]) {
    const { clientId, clientSecret } = simulator.principals.get(name) ?? { clientId: "", clientSecret: "" };
    const form = {
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: clientSecret,
      scope: "x/.default",
    };
    const token = await send(simulator, "POST", `/${simulator.tenantId}/oauth2/v2.0/token`, {
      body: new URLSearchParams(form).toString(),
    });
    const authorization = `Bearer ${token.body.access_token}`;
    const path = "/subscriptions?api-version=2022-12-01";
    counts[name] = (await send(simulator, "GET", path, { headers: { authorization } })).body.value.length;
  }
  assert.deepEqual(counts, { aks: 1, elsewhere: 1, nobody: 0 });
});

test("permissions name the actions of the caller's roles at the scope", async (t) => {
  const simulator = await startSimulator(t, { principals });
  const owner = await armClient(simulator);
  await makeGroup(owner);
  await owner("PUT", cluster, { body: clusterBody() });
  const permissions = async (name: string, path: string) => {
    const arm = await armClient(simulator, name);
    const reply = await arm("GET", `${path}/providers/Microsoft.Authorization/permissions`, {
      apiVersion: "2022-04-01",
    });
    return [
      reply.status,
      (reply.body.value as { actions: string[]; notActions: string[] }[] | undefined) ?? [],
    ] as const;
  };
  const all = { actions: ["*"], notActions: [], dataActions: [], notDataActions: [] };
  assert.deepEqual(await permissions("owner", cluster), [200, [all]]);
  assert.deepEqual(await permissions("reader", "/resourceGroups/tenants-rg"), [200, [{ ...all, actions: ["*/read"] }]]);
  const [status, [role]] = await permissions("contributor", cluster);
  assert.deepEqual([status, role?.actions], [200, ["*"]]);
  assert.ok(role?.notActions.includes("Microsoft.Authorization/*/Write"));
  assert.deepEqual(await permissions("elsewhere", cluster), [403, []]);
  assert.deepEqual((await permissions("owner", "/resourceGroups/nowhere"))[0], 404);
});

test("role definitions by name; assignments given and taken away take effect at once", async (t) => {
  const simulator = await startSimulator(t, { principals });
  const owner = await armClient(simulator);
  await makeGroup(owner);
  const apiVersion = "2022-04-01";
  const authorization = "/providers/Microsoft.Authorization";
  const named = await owner("GET", `${authorization}/roleDefinitions?$filter=roleName%20eq%20'Contributor'`, {
    apiVersion,
  });
  const [definition] = named.body.value as { id: string; properties: { roleName: string } }[];
  assert.deepEqual([named.body.value.length, definition?.properties.roleName], [1, "Contributor"]);
  const principalId = simulator.principals.get("nobody")?.objectId;
  const assignments = `/resourceGroups/tenants-rg${authorization}/roleAssignments`;
  const path = `${assignments}/11111111-2222-3333-4444-555555555555`;
  const body = { properties: { roleDefinitionId: definition?.id, principalId } };
  const nobody = await armClient(simulator, "nobody");
  const statuses = [
    (await nobody("PUT", cluster, { body: clusterBody() })).status,
    (await owner("PUT", path, { apiVersion, body })).status,
    (await nobody("PUT", cluster, { body: clusterBody() })).status,
    (await owner("PUT", path.replace("1111-2222", "9999-2222"), { apiVersion, body })).status,
    (await owner("DELETE", path, { apiVersion })).status,
    (await nobody("GET", cluster)).status,
    (await owner("DELETE", path, { apiVersion })).status,
  ];
  assert.deepEqual(statuses, [403, 201, 201, 409, 200, 403, 204]);

  const odd = async (more: object) => {
    const given = { properties: { ...body.properties, ...more } };
    const reply = await owner("PUT", path, { apiVersion, body: given });
    return [reply.status, reply.body.error?.code];
  };
  assert.deepEqual(await odd({ made: "up" }), [400, "InvalidRequestContent"]);
  assert.deepEqual(await odd({ description: 7 }), [400, "InvalidRequestContent"]);
  assert.deepEqual(await odd({ condition: "@Resource[x] StringEquals 'y'" }), [501, "NotModelled"]);

  const list = async (filter: string) =>
    (
      (await owner("GET", `${assignments}?$filter=${encodeURIComponent(filter)}`, { apiVersion })).body.value as {
        properties: { scope: string };
      }[]
    ).map((one) => one.properties.scope.replace(/^\/subscriptions\/[^/]+/, ""));
  const everybody = ["", "", "", "", "/resourceGroups/tenants-rg", ""];
  assert.deepEqual(await list("atScope()"), everybody);
  assert.deepEqual(await list(`principalId eq '${simulator.principals.get("aks")?.objectId ?? ""}'`), [
    "/resourceGroups/tenants-rg",
  ]);
});
