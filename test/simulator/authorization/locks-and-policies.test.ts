import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";

const group = "/resourceGroups/tenants-rg";
const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const locks = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks`;
const apiVersion = "2020-05-01";
const lock = (arm: ArmClient, scope: string, level: string) =>
  arm("PUT", `${locks(scope)}/keep`, { apiVersion, body: { properties: { level, notes: "in use" } } });

async function withCluster(arm: ArmClient): Promise<void> {
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  await arm("PUT", sandbox, { body: kataPool() });
}

test("a lock at each scope: what it keeps from being deleted, and what ReadOnly keeps from changing", async (t) => {
  const rows: Record<string, unknown> = {};
  for (const level of ["CanNotDelete", "ReadOnly"]) {
    for (const scope of ["", group, cluster, sandbox]) {
      const arm = await armClient(await startSimulator(t));
      await withCluster(arm);
      assert.equal((await lock(arm, scope, level)).status, 201);
      rows[`${level} ${scope.split("/").at(-1) ?? ""}`] = [
        (await arm("GET", cluster)).status,
        (await arm("PUT", sandbox, { body: kataPool({ count: 4 }) })).status,
        (await arm("PUT", cluster, { body: clusterBody() })).status,
        (await arm("POST", `${cluster}/listClusterUserCredential`)).status,
        (await arm("DELETE", sandbox)).status,
        (await arm("DELETE", cluster)).status,
        (await arm("DELETE", group, { apiVersion: "2024-11-01" })).status,
      ];
    }
  }
  // get, scale the pool, put the cluster, kubeconfig, delete pool, cluster, group
  assert.deepEqual(rows, {
    "CanNotDelete ": [200, 200, 200, 200, 409, 409, 409],
    "CanNotDelete tenants-rg": [200, 200, 200, 200, 409, 409, 409],
    "CanNotDelete tenants": [200, 200, 200, 200, 409, 409, 409],
    "CanNotDelete sandbox": [200, 200, 200, 200, 409, 409, 409],
    "ReadOnly ": [200, 409, 409, 409, 409, 409, 409],
    "ReadOnly tenants-rg": [200, 409, 409, 409, 409, 409, 409],
    "ReadOnly tenants": [200, 409, 409, 409, 409, 409, 409],
    "ReadOnly sandbox": [200, 409, 200, 200, 409, 409, 409],
  });
});

test("the text of a lock's refusal, and deletion once it is gone", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await withCluster(arm);
  await lock(arm, group, "CanNotDelete");
  const subscription = `/subscriptions/${simulator.subscriptionId}`;
  const refused = await arm("DELETE", cluster);
  assert.deepEqual(
    [refused.status, refused.body],
    [
      409,
      {
        error: {
          code: "ScopeLocked",
          message:
            `The scope '${subscription}${cluster}' cannot perform delete operation because following scope(s) are ` +
            `locked: '${subscription}${group}'. Please remove the lock and try again.`,
        },
      },
    ],
  );
  assert.equal((await arm("DELETE", `${locks(group)}/keep`, { apiVersion })).status, 200);
  assert.equal((await arm("DELETE", `${locks(group)}/keep`, { apiVersion })).status, 204);
  assert.equal((await arm("DELETE", cluster)).status, 202);
});

test("locks are listed at, above and below a scope; wrong ones are refused", async (t) => {
  const arm = await armClient(await startSimulator(t));
  await withCluster(arm);
  await lock(arm, group, "CanNotDelete");
  await lock(arm, cluster, "ReadOnly");
  const list = async (scope: string, filter = "") =>
    (
      (await arm("GET", `${locks(scope)}${filter}`, { apiVersion })).body.value as { properties: { level: string } }[]
    ).map(({ properties }) => properties.level);
  assert.deepEqual(await list(""), ["CanNotDelete", "ReadOnly"]);
  assert.deepEqual(await list(cluster), ["CanNotDelete", "ReadOnly"]);
  assert.deepEqual(await list(group, "?$filter=atScope()"), ["CanNotDelete"]);
  const got = await arm("GET", `${locks(group)}/keep`, { apiVersion });
  assert.deepEqual(got.body.properties, { level: "CanNotDelete", notes: "in use" });
  const wrong = await Promise.all([
    lock(arm, group, "Forever"),
    lock(arm, "/resourceGroups/nowhere", "ReadOnly"),
    lock(arm, clusterPath("tenants-rg", "nowhere"), "ReadOnly"),
    arm("GET", `${locks(group)}/none`, { apiVersion }),
    arm("GET", `${locks(group)}?$filter=${encodeURIComponent("name eq 'keep'")}`, { apiVersion }),
    arm("PUT", `${locks(group)}/keep`, { apiVersion, body: { properties: { level: "ReadOnly", until: "June" } } }),
  ]);
  assert.deepEqual(
    wrong.map(({ status, body }) => [status, body.error?.code]),
    [
      [400, "InvalidLockLevel"],
      [404, "ResourceGroupNotFound"],
      [404, "ResourceNotFound"],
      [404, "LockNotFound"],
      [501, "NotModelled"],
      [400, "InvalidRequestContent"],
    ],
  );
});

test("a policy that denies: 403 with its identifiers and what was evaluated, until it is lifted", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await withCluster(arm);
  const lift = simulator.policies.deny({
    name: "allowed-sizes",
    resourceType: "Microsoft.ContainerService/managedClusters/agentPools",
    scope: group,
    field: "properties.vmSize",
    allowed: ["Standard_D4s_v3"],
  });
  const more = `${cluster}/agentPools/more`;
  const body = kataPool({ vmSize: "Standard_D8s_v3" });
  const denied = await arm("PUT", more, { body });
  const error = denied.body.error as unknown as {
    code: string;
    target: string;
    message: string;
    additionalInfo: [{ type: string; info: Record<string, unknown> }];
  };
  const id = `/subscriptions/${simulator.subscriptionId}`;
  assert.deepEqual([denied.status, error.code, error.target], [403, "RequestDisallowedByPolicy", "more"]);
  assert.equal(
    error.message,
    `Resource 'more' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"allowed-sizes","id":` +
      `"${id}${group}/providers/Microsoft.Authorization/policyAssignments/allowed-sizes"},"policyDefinition":{"name":` +
      `"allowed-sizes","id":"${id}/providers/Microsoft.Authorization/policyDefinitions/allowed-sizes"}}]'.`,
  );
  assert.equal(error.additionalInfo[0].type, "PolicyViolation");
  assert.deepEqual(error.additionalInfo[0].info["evaluationDetails"], {
    evaluatedExpressions: [
      {
        result: "True",
        expressionKind: "Field",
        expression: "properties.vmSize",
        path: "properties.vmSize",
        expressionValue: "Standard_D8s_v3",
        targetValue: ["Standard_D4s_v3"],
        operator: "NotIn",
      },
    ],
  });
  assert.equal((await arm("PUT", more, { body: kataPool() })).status, 201);
  lift();
  assert.equal((await arm("PUT", `${cluster}/agentPools/third`, { body })).status, 201);
});

test("a policy looks into lists, at another scope it does not count, and it may ask that something is there", async (t) => {
  const managedClusters = "Microsoft.ContainerService/managedClusters";
  const arm = await armClient(
    await startSimulator(t, {
      policies: [
        {
          name: "no-sandbox-inline",
          resourceType: managedClusters,
          field: "properties.agentPoolProfiles[*].workloadRuntime",
          denied: ["KataVmIsolation"],
        },
        { name: "not-here", resourceType: managedClusters, scope: "/resourceGroups/other-rg" },
        {
          name: "tagged-groups",
          resourceType: "Microsoft.Resources/subscriptions/resourceGroups",
          field: "tags.owner",
        },
      ],
    }),
  );
  const put = (tags: object) => arm("PUT", group, { apiVersion: "2024-11-01", body: { location: "westus2", tags } });
  assert.equal((await put({})).body.error?.code, "RequestDisallowedByPolicy");
  assert.equal((await put({ owner: "platform" })).status, 201);
  const inline = clusterBody();
  const [system] = inline.properties.agentPoolProfiles;
  const kata = { ...system, workloadRuntime: "KataVmIsolation" };
  const denied = await arm("PUT", cluster, {
    body: clusterBody({ agentPoolProfiles: [system, { ...kata, name: "b" }] }),
  });
  assert.deepEqual([denied.status, denied.body.error?.code], [403, "RequestDisallowedByPolicy"]);
  assert.equal((await arm("PUT", cluster, { body: inline })).status, 201);
});
