import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const preview = "2025-09-02-preview";

async function clusterOf(t: TestContext) {
  const simulator = await startSimulator(t, { kubernetes: createNullBackend().factory, durations: "recorded" });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { apiVersion: preview, body: clusterBody() });
  simulator.advance(6 * 3_600_000);
  return { arm, simulator };
}

describe("what is stored below a cluster", () => {
  it("a maintenance configuration is there at once, replaced as a whole, and gone at once", async (t) => {
    const { arm } = await clusterOf(t);
    const path = `${cluster}/maintenanceConfigurations/default`;
    const timeInWeek = [{ day: "Monday", hourSlots: [1, 2] }];
    const notAllowedTime = [{ start: "2026-11-26T03:00:00Z", end: "2026-11-30T12:00:00Z" }];
    const statuses = [
      (await arm("PUT", path, { body: { properties: { timeInWeek } } })).status,
      (await arm("PUT", path, { body: { properties: { notAllowedTime } } })).status,
    ];
    assert.deepEqual(statuses, [200, 200]);
    const { body } = await arm("GET", path);
    assert.deepEqual(body.properties, { notAllowedTime });
    assert.equal((await arm("DELETE", path)).status, 200);
    assert.equal((await arm("DELETE", path)).status, 204);
    assert.equal((await arm("GET", path)).status, 404);
  });

  it("a load balancer takes an operation to come and one to go", async (t) => {
    const { arm, simulator } = await clusterOf(t);
    const ask: typeof arm = (method, path, options) => arm(method, path, { apiVersion: preview, ...options });
    const path = `${cluster}/loadBalancers/kubernetes`;
    const body = { properties: { primaryAgentPoolName: "nodepool1", nodeSelector: { matchExpressions: [] } } };
    const made = await ask("PUT", path, { body });
    assert.deepEqual(
      [made.status, made.body.properties],
      [201, { name: "kubernetes", primaryAgentPoolName: "nodepool1", nodeSelector: {}, provisioningState: "Creating" }],
    );
    assert.equal((await ask("PUT", path, { body })).status, 409, "another operation on the same one");
    simulator.advance(3_600_000);
    assert.equal((await ask("GET", path)).body.properties["provisioningState"], "Succeeded");
    assert.equal((await ask("DELETE", path)).status, 202);
    assert.equal((await ask("GET", path)).body.properties["provisioningState"], "Deleting");
    simulator.advance(3_600_000);
    assert.deepEqual((await ask("GET", `${cluster}/loadBalancers`)).body.value, []);
  });

  it("a type that only previews have is refused to a stable version, an unknown property to all", async (t) => {
    const { arm } = await clusterOf(t);
    const stable = await arm("GET", `${cluster}/loadBalancers`, { apiVersion: "2025-10-01" });
    const unknown = await arm("PUT", `${cluster}/maintenanceConfigurations/default`, {
      body: { properties: { timeOfDay: 3 } },
    });
    assert.deepEqual([stable.status, unknown.status], [400, 400]);
  });

  it("a snapshot holds what its source was, and goes with its group", async (t) => {
    const { arm, simulator } = await clusterOf(t);
    const group = "/resourceGroups/tenants-rg";
    const path = `${group}/providers/Microsoft.ContainerService/snapshots/one`;
    const { value } = (await arm("GET", `${cluster}/agentPools`)).body;
    const [{ name }] = value as readonly [{ readonly name: string }];
    const source = (pool: string) => ({
      location: "westus2",
      properties: { creationData: { sourceResourceId: `/subscriptions/s${cluster}/agentPools/${pool}` } },
    });
    assert.equal((await arm("PUT", path, { body: source("missing") })).status, 400);
    const taken = await arm("PUT", path, { body: source(name) });
    const pool = (await arm("GET", `${cluster}/agentPools/${name}`)).body.properties as Readonly<
      Record<string, unknown>
    >;
    const held = taken.body.properties as Readonly<Record<string, unknown>>;
    assert.deepEqual(
      [taken.status, held["snapshotType"], held["nodeImageVersion"], held["vmSize"]],
      [200, "NodePool", pool["nodeImageVersion"], pool["vmSize"]],
    );
    await arm("DELETE", group, { apiVersion: "2024-07-01" });
    simulator.advance(3_600_000);
    await makeGroup(arm);
    assert.equal((await arm("GET", path)).status, 404);
  });

  it("deployment safeguards extend a cluster and have one name", async (t) => {
    const { arm } = await clusterOf(t);
    const all = `${cluster}/providers/Microsoft.ContainerService/deploymentSafeguards`;
    const ask: typeof arm = (method, path, options) =>
      arm(method, path, { apiVersion: "2025-05-02-preview", ...options });
    const body = { properties: { level: "Warn" } };
    const made = await ask("PUT", `${all}/default`, { body });
    assert.equal(made.status, 201);
    const { systemExcludedNamespaces, ...others } = made.body.properties as Readonly<Record<string, unknown>>;
    assert.deepEqual(others, { level: "Warn", podSecurityStandardsLevel: "Privileged", provisioningState: "Creating" });
    assert.ok(Array.isArray(systemExcludedNamespaces) && systemExcludedNamespaces.includes("kube-system"));
    assert.equal((await ask("GET", all)).body.value.length, 1);
    assert.equal((await ask("PUT", `${all}/other`, { body })).status, 400);
  });
});
