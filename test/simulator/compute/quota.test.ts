import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../../helpers/arm-client.js";
import { startSimulator } from "../../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;

interface Usage {
  readonly limit: number;
  readonly unit: string;
  readonly currentValue: number;
  readonly name: { readonly value: string; readonly localizedValue: string };
}

async function usages(arm: ArmClient, location = "westus2"): Promise<ReadonlyMap<string, Usage>> {
  const path = `/providers/Microsoft.Compute/locations/${location}/usages`;
  const reply = await arm("GET", path, { apiVersion: "2024-07-01" });
  assert.equal(reply.status, 200);
  return new Map((reply.body.value as Usage[]).map((usage) => [usage.name.value, usage]));
}

const names = ["cores", "standardDSv3Family", "virtualMachines", "virtualMachineScaleSets"];
async function figures(arm: ArmClient, location?: string) {
  const all = await usages(arm, location);
  return names.map((name) => all.get(name)?.currentValue);
}

test("usages: a line as recorded, families that have to be asked for have none, an unknown region", async (t) => {
  const arm = await armClient(await startSimulator(t, { quotas: { westus2: { standardDSv3Family: 100 } } }));
  const all = await usages(arm);
  assert.deepEqual(all.get("standardDSv3Family"), {
    limit: 100,
    unit: "Count",
    currentValue: 0,
    name: { value: "standardDSv3Family", localizedValue: "Standard DSv3 Family vCPUs" },
  });
  assert.equal(all.get("Standard NCASv3_T4 Family")?.limit, 0);
  assert.equal(all.get("cores")?.name.localizedValue, "Total Regional vCPUs");
  const path = "/providers/Microsoft.Compute/locations/atlantis/usages";
  const unknown = await arm("GET", path, { apiVersion: "2024-07-01" });
  assert.deepEqual([unknown.status, unknown.body.error?.code], [400, "NoRegisteredProviderFound"]);
});

test("creating, scaling and deleting take quota and give it back", async (t) => {
  const arm = await armClient(await startSimulator(t));
  await makeGroup(arm);
  const seen: unknown[] = [await figures(arm)];
  await arm("PUT", cluster, { body: clusterBody() });
  seen.push(await figures(arm));
  await arm("PUT", sandbox, { body: kataPool({ count: 3 }) });
  seen.push(await figures(arm));
  await arm("PUT", sandbox, { body: kataPool({ count: 5 }) });
  seen.push(await figures(arm));
  await arm("DELETE", sandbox);
  seen.push(await figures(arm));
  await arm("DELETE", cluster);
  seen.push(await figures(arm));
  assert.deepEqual(seen, [
    [0, 0, 0, 0],
    [8, 8, 2, 1],
    [20, 20, 5, 2],
    [28, 28, 7, 2],
    [8, 8, 2, 1],
    [0, 0, 0, 0],
  ]);
  assert.deepEqual(await figures(arm, "westeurope"), [0, 0, 0, 0]);
});

test("a request that was accepted holds its quota while its operation runs", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded", quotas: { westus2: { cores: 24 } } });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  assert.deepEqual(await figures(arm), [8, 8, 2, 1]);
  const other = await arm("PUT", clusterPath("tenants-rg", "others"), {
    body: clusterBody({
      agentPoolProfiles: [{ name: "system", mode: "System", count: 5, vmSize: "Standard_D4s_v3" }],
    }),
  });
  assert.deepEqual([other.status, other.body.code], [400, "ErrCode_InsufficientVCPUQuota"]);
});

test("too little quota: AKS's texts for the family and for the region, and nothing is made", async (t) => {
  const simulator = await startSimulator(t, { quotas: { westus2: { standardDSv3Family: 24 } } });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const advice =
    "If you want to increase the quota, please follow this instruction: " +
    "https://learn.microsoft.com/en-us/azure/quotas/view-quotas. Surge nodes would also consume vcpu quota, please " +
    "consider use smaller maxSurge or use maxUnavailable to proceed upgrade without surge nodes, details: " +
    "aka.ms/aks/maxUnavailable.";
  const family = await arm("PUT", sandbox, { body: kataPool({ count: 5 }) });
  assert.equal(family.status, 400);
  assert.deepEqual(family.body, {
    code: "ErrCode_InsufficientVCPUQuota",
    details: null,
    message:
      "Insufficient vcpu quota requested 20, remaining 16 for family standardDSv3Family for region westus2. " + advice,
    subcode: "",
  });
  assert.equal((await arm("PUT", sandbox, { body: kataPool({ count: 4 }) })).status, 201);
  // Others take what is left of the region.
  simulator.compute.setLimit("westus2", "cores", 30);
  simulator.compute.setUsedByOthers("westus2", "cores", 4);
  const region = await arm("PUT", `${cluster}/agentPools/more`, {
    body: kataPool({ count: 2, vmSize: "Standard_D4s_v5" }),
  });
  assert.equal(
    region.body.message,
    `Insufficient regional vcpu quota left for location westus2. left regional vcpu quota 2, requested quota 8. ${advice}`,
  );
  const usage = (await usages(arm)).get("cores");
  assert.deepEqual([usage?.currentValue, usage?.limit], [28, 30]);
});

test("a changed pool asks for what it adds alone, and a smaller one for nothing", async (t) => {
  const arm = await armClient(await startSimulator(t, { quotas: { "*": { "*": 20 } } }));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const statuses: unknown[] = [];
  for (const count of [3, 4, 3, 2, 3]) {
    const { status, body } = await arm("PUT", sandbox, { body: kataPool({ count }) });
    statuses.push([count, status, status < 400 ? undefined : body.code]);
  }
  assert.deepEqual(statuses, [
    [3, 201, undefined],
    [4, 400, "ErrCode_InsufficientVCPUQuota"],
    [3, 200, undefined],
    [2, 200, undefined],
    [3, 200, undefined],
  ]);
});

test("clusters are counted by region", async (t) => {
  const arm = await armClient(await startSimulator(t, { quotas: { westus2: { managedClusters: 1 } } }));
  await makeGroup(arm);
  assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 201);
  const second = clusterPath("tenants-rg", "second");
  const refused = await arm("PUT", second, { body: clusterBody() });
  assert.deepEqual([refused.status, refused.body.code], [400, "ManagedClusterCountExceedsQuotaLimit"]);
  assert.match(refused.body.message, /Maximum allowed: 1, Current usage: 1, Additional requested: 1\./);
  assert.equal((await arm("PUT", second, { body: { ...clusterBody(), location: "westeurope" } })).status, 201);
  await arm("DELETE", cluster);
  assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 201);
});

test("a region that has run out: of control planes, of a size", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const endHeavyUse = simulator.compute.runShort({ location: "westus2", code: "AksCapacityHeavyUsage" });
  const heavy = await arm("PUT", cluster, { body: clusterBody() });
  assert.deepEqual([heavy.status, heavy.body.code], [400, "AksCapacityHeavyUsage"]);
  endHeavyUse();
  const endShortage = simulator.compute.runShort({ location: "westus2", code: "AKSCapacityError" });
  const free = await arm("PUT", cluster, { body: clusterBody() });
  assert.deepEqual([free.body.code, /free tier cluster/.test(free.body.message)], ["AKSCapacityError", true]);
  const paid = await arm("PUT", cluster, { body: { ...clusterBody(), sku: { name: "Base", tier: "Standard" } } });
  assert.deepEqual([paid.body.code, /free tier cluster/.test(paid.body.message)], ["AKSCapacityError", false]);
  endShortage();
  assert.equal((await arm("PUT", cluster, { body: clusterBody() })).status, 201);

  simulator.compute.runShort({ location: "westus2", size: "Standard_D4s_v3", zones: ["1"], code: "SkuNotAvailable" });
  const zoned = await arm("PUT", sandbox, { body: kataPool({ availabilityZones: ["1"] }) });
  assert.deepEqual([zoned.status, zoned.body.code], [400, "SkuNotAvailable"]);
  assert.match(zoned.body.message, /Capacity Restrictions: Standard_D4s_v3' is currently not available in location/);
  assert.equal((await arm("PUT", sandbox, { body: kataPool({ availabilityZones: ["2"] }) })).status, 201);
});

test("an upgrade's surge takes quota while it runs, and none is needed where machines may be missing instead", async (t) => {
  const startMs = Date.UTC(2025, 9, 20);
  const simulator = await startSimulator(t, { durations: "recorded", startMs, quotas: { westus2: { cores: 20 } } });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(60 * 60_000);
  await arm("PUT", sandbox, { body: kataPool({ count: 3 }) });
  // Newer images are there.
  simulator.advance(60 * 24 * 3600_000);
  const upgrade = `${sandbox}/upgradeNodeImageVersion`;
  const refused = await arm("POST", upgrade);
  assert.deepEqual([refused.status, refused.body.code], [400, "ErrCode_InsufficientVCPUQuota"]);
  assert.match(refused.body.message, /left regional vcpu quota 0, requested quota 4\./);
  simulator.compute.setLimit("westus2", "cores", 24);
  assert.equal((await arm("POST", upgrade)).status, 202);
  const during = await figures(arm);
  simulator.advance(5 * 3600_000);
  assert.deepEqual(
    [during, await figures(arm)],
    [
      [24, 24, 6, 2],
      [20, 20, 5, 2],
    ],
  );
});

test("without a surge an upgrade needs no quota", async (t) => {
  const startMs = Date.UTC(2025, 9, 20);
  const simulator = await startSimulator(t, { startMs, quotas: { westus2: { cores: 20 } } });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const upgradeSettings = { maxSurge: "0", maxUnavailable: "1" };
  await arm("PUT", sandbox, { body: kataPool({ upgradeSettings }) });
  simulator.advance(60 * 24 * 3600_000);
  assert.equal((await arm("POST", `${sandbox}/upgradeNodeImageVersion`)).status, 202);
});

test("what is stopped gives its quota back, and is not started again where others took it", async (t) => {
  const simulator = await startSimulator(t, { quotas: { westus2: { cores: 20 } } });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  await arm("PUT", sandbox, { body: kataPool() });
  await arm("POST", `${cluster}/stop`);
  assert.deepEqual(await figures(arm), [0, 0, 0, 2]);
  simulator.compute.setUsedByOthers("westus2", "cores", 4);
  const refused = await arm("POST", `${cluster}/start`);
  assert.deepEqual([refused.status, refused.body.code], [400, "ErrCode_InsufficientVCPUQuota"]);
  simulator.compute.setUsedByOthers("westus2", "cores", 0);
  assert.equal((await arm("POST", `${cluster}/start`)).status, 202);
  assert.deepEqual(await figures(arm), [20, 20, 5, 2]);
});

test("spot machines count on a line of their own", async (t) => {
  const arm = await armClient(await startSimulator(t, { quotas: { westus2: { cores: 8, lowPriorityCores: 8 } } }));
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  const spot = (count: number) => ({
    body: { properties: { count, vmSize: "Standard_D4s_v3", scaleSetPriority: "Spot", mode: "User" } },
  });
  const refused = await arm("PUT", `${cluster}/agentPools/spot`, spot(3));
  assert.match(refused.body.message, /requested 12, remaining 8 for family lowPriorityCores/);
  assert.equal((await arm("PUT", `${cluster}/agentPools/spot`, spot(2))).status, 201);
  assert.deepEqual(await figures(arm), [8, 8, 4, 2]);
  assert.equal((await usages(arm)).get("lowPriorityCores")?.currentValue, 8);
});

test("quota that others take meanwhile: the operation fails with Compute's own OperationNotAllowed", async (t) => {
  const simulator = await startSimulator(t, { durations: "recorded", quotas: { westus2: { standardDSv3Family: 40 } } });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(60 * 60_000);
  const put = await arm("PUT", sandbox, { body: kataPool({ count: 3 }) });
  assert.equal(put.status, 201);
  simulator.compute.setUsedByOthers("westus2", "standardDSv3Family", 26);
  simulator.advance(60 * 60_000);
  const { body } = await arm("GET", String(put.headers["azure-asyncoperation"]));
  assert.deepEqual(
    [body.status, body.error],
    [
      "Failed",
      {
        code: "OperationNotAllowed",
        message:
          "Operation could not be completed as it results in exceeding approved standardDSv3Family Cores quota. " +
          "Additional details - Deployment Model: Resource Manager, Location: westus2, Current Limit: 40, Current Usage: " +
          "38, Additional Required: 4, (Minimum) New Limit Required: 42.",
      },
    ],
  );
  assert.equal((await arm("GET", sandbox)).body.properties.provisioningState, "Failed");
  assert.deepEqual(await figures(arm), [12, 38, 3, 2]);
});
