import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { armClient, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

/** Azure Service Operator sends what its user wrote and no more; az sends every answer of yes and no. */
const spare = {
  location: "westus3",
  tags: {},
  identity: { type: "SystemAssigned" },
  properties: {
    dnsPrefix: "aso",
    agentPoolProfiles: [{ name: "ap1", mode: "System", count: 1, vmSize: "Standard_DS2_v2", osType: "Linux" }],
  },
};

const name = "spare";
const cluster = clusterPath("tenants-rg", name);
const pool = `${cluster}/agentPools/ap2`;
const stable = "2025-08-01";
const preview = "2025-10-02-preview";

async function started(t: TestContext, startMs = Date.UTC(2026, 0, 25)) {
  const simulator = await startSimulator(t, { startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const made = await arm("PUT", cluster, { apiVersion: stable, body: spare });
  assert.equal(made.status, 201, made.text);
  return { simulator, arm, made };
}

/** Of a body, the properties with these names; `undefined` for those that are not shown. */
function shown(body: object, ...keys: readonly string[]): Record<string, unknown> {
  const found = new Map<string, unknown>(Object.entries(body));
  return Object.fromEntries(keys.map((key) => [key, found.get(key)]));
}

const answers = ["enableAutoScaling", "enableNodePublicIP", "enableEncryptionAtHost", "enableUltraSSD", "enableFIPS"];

describe("a client that sends little gets little back", () => {
  it("answers that were not sent: which are filled in, and when", async (t) => {
    const { simulator, arm, made } = await started(t);
    const first = (body: { readonly properties: object }) =>
      (shown(body.properties, "agentPoolProfiles")["agentPoolProfiles"] as readonly object[])[0] ?? {};
    const filled = { enableNodePublicIP: false, enableEncryptionAtHost: undefined, enableUltraSSD: undefined };
    assert.deepEqual(shown(first(made.body), ...answers), {
      ...{ enableAutoScaling: undefined, ...filled, enableFIPS: false },
    });
    assert.deepEqual(shown(made.body.properties, "disableLocalAccounts"), { disableLocalAccounts: undefined });
    simulator.advance(1);
    const got = await arm("GET", cluster, { apiVersion: stable });
    assert.equal(shown(first(got.body), ...answers)["enableAutoScaling"], false);
    const own = await arm("PUT", pool, { apiVersion: stable, body: { properties: { count: 1, tags: {} } } });
    assert.deepEqual(shown(own.body.properties, ...answers, "tags", "scaleDownMode"), {
      ...{ enableAutoScaling: false, ...filled, enableFIPS: false, tags: undefined, scaleDownMode: "Delete" },
    });
  });

  it("before 2024-11 nothing of it was filled in, and no surge either", async (t) => {
    const { arm } = await started(t, Date.UTC(2024, 5, 12));
    const { properties } = (await arm("PUT", pool, { apiVersion: "2023-10-01", body: { properties: {} } })).body;
    assert.deepEqual(shown(properties, "enableAutoScaling", "enableNodePublicIP", "upgradeSettings"), {
      ...{ enableAutoScaling: undefined, enableNodePublicIP: undefined, upgradeSettings: undefined },
    });
    const cost = shown((await arm("GET", cluster, { apiVersion: "2023-10-01" })).body.properties, "metricsProfile");
    assert.deepEqual(cost, { metricsProfile: undefined });
  });

  it("eTags are in previews and in stable versions after 2025-08-01", async (t) => {
    const { simulator, arm } = await started(t);
    simulator.advance(1);
    const eTags: unknown[] = [];
    for (const apiVersion of [stable, "2025-10-01", preview]) {
      const { body } = await arm("GET", cluster, { apiVersion });
      eTags.push(typeof body["eTag"]);
    }
    assert.deepEqual(eTags, ["undefined", "string", "string"]);
  });

  it("the ordinary runtime is shown where it was sent, and may be sent later", async (t) => {
    const { simulator, arm } = await started(t);
    simulator.advance(1);
    const path = `${cluster}/agentPools/ap1`;
    const runtime = async () =>
      shown((await arm("GET", path, { apiVersion: preview })).body.properties, "workloadRuntime")["workloadRuntime"];
    assert.equal(await runtime(), undefined);
    const body = { properties: { workloadRuntime: "OCIContainer" } };
    const later = await arm("PUT", path, { apiVersion: preview, body });
    assert.equal(later.status, 200, later.text);
    assert.equal(await runtime(), "OCIContainer");
  });
});

describe("what is not there", () => {
  it("a pool: the provider's words, with details", async (t) => {
    const { simulator, arm } = await started(t);
    simulator.advance(1);
    const { status, body } = await arm("GET", pool, { apiVersion: stable });
    assert.equal(status, 404);
    assert.deepEqual(body, {
      code: "NotFound",
      details: [{ code: "Unspecified", message: "rpc error: code = NotFound desc = Agent Pool not found" }],
      message:
        `Could not find the agentpool: ap2 in subscription: ${simulator.subscriptionId}, resourceGroup: tenants-rg, ` +
        `resourceName: ${name}.`,
      subcode: "GetAgentPool_NotFound_HCPServerError",
    });
  });

  it("deletions without a group, and without a cluster", async (t) => {
    const { arm } = await started(t);
    const asked = [
      clusterPath("no-such-rg", name),
      `${clusterPath("no-such-rg", name)}/agentPools/ap2`,
      `${clusterPath("tenants-rg", "other")}/trustedAccessRoleBindings/tarb`,
    ];
    const codes: unknown[] = [];
    for (const path of asked) codes.push((await arm("DELETE", path, { apiVersion: stable })).body.error?.code);
    assert.deepEqual(codes, ["ResourceGroupNotFound", "ResourceNotFound", "ResourceNotFound"]);
  });
});

it("a name of the node group that is too long for a label is cut for it", async (t) => {
  const { simulator, arm } = await started(t);
  simulator.advance(1);
  const long = clusterPath("tenants-rg", "sample-managedcluster-20251002preview-of-a-tenant");
  await arm("PUT", long, { apiVersion: stable, body: spare });
  simulator.advance(1);
  const { body } = await arm("GET", long, { apiVersion: stable });
  assert.equal(body.properties.provisioningState, "Succeeded");
});

it("a trusted access role binding is 201 each time; its deletion names both places to look at", async (t) => {
  const { simulator, arm } = await started(t);
  simulator.advance(1);
  const path = `${cluster}/trustedAccessRoleBindings/tarb`;
  const body = { properties: { sourceResourceId: "/subscriptions/x", roles: ["Microsoft.Demo/samples/reader"] } };
  const statuses: unknown[] = [];
  for (let index = 0; index < 2; index += 1) {
    statuses.push((await arm("PUT", path, { apiVersion: stable, body })).status);
    simulator.advance(1);
  }
  const gone = await arm("DELETE", path, { apiVersion: stable });
  assert.deepEqual(
    [...statuses, gone.status, typeof gone.headers["azure-asyncoperation"], typeof gone.headers["location"]],
    [201, 201, 202, "string", "string"],
  );
});

it("a maintenance window begins on the day of the request, in UTC, unless told otherwise", async (t) => {
  const { simulator, arm } = await started(t);
  simulator.advance(1);
  const path = `${cluster}/maintenanceConfigurations/aksManagedAutoUpgradeSchedule`;
  const schedule = { weekly: { dayOfWeek: "Saturday", intervalWeeks: 1 } };
  const maintenanceWindow = { durationHours: 8, startTime: "00:00", schedule };
  const made = await arm("PUT", path, { apiVersion: stable, body: { properties: { maintenanceWindow } } });
  assert.deepEqual([made.status, made.body["type"]], [200, undefined]);
  assert.deepEqual(made.body.properties, {
    maintenanceWindow: { ...maintenanceWindow, utcOffset: "+00:00", startDate: "2026-01-25" },
  });
});

it("older previews are served", async (t) => {
  const { arm } = await started(t);
  const statuses: unknown[] = [];
  for (const apiVersion of ["2023-11-02-preview", "2024-04-02-preview", "2023-12-02-preview"]) {
    statuses.push((await arm("GET", cluster, { apiVersion })).status);
  }
  assert.deepEqual(statuses, [200, 200, 400], "there was none in 2023-12");
});
