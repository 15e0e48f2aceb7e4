import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const preview = "2025-09-02-preview";

/** A cluster made at that time, for requests of previews. */
async function clusterOf(t: Parameters<typeof startSimulator>[0], startMs: number, properties: object = {}) {
  const simulator = await startSimulator(t, { startMs });
  const client = await armClient(simulator);
  const arm: typeof client = (method, path, options) => client(method, path, { apiVersion: preview, ...options });
  await makeGroup(arm);
  const created = await arm("PUT", cluster, { body: clusterBody(properties) });
  simulator.advance(1);
  return { simulator, arm, created };
}

/** A new pool as its PUT answers. */
async function newPool(arm: Awaited<ReturnType<typeof clusterOf>>["arm"], name: string, properties: object) {
  const body = { properties: { count: 1, vmSize: "Standard_D2s_v5", mode: "User", ...properties } };
  const { status, body: reply } = await arm("PUT", `${cluster}/agentPools/${name}`, { body });
  return { status, code: reply.code, properties: { ...reply.properties } as Readonly<Record<string, unknown>> };
}

test("the list of locations has types and geographies since 2020, zones since 2022-12", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  const first = async (apiVersion: string) => {
    const { body } = await arm("GET", "/locations", { apiVersion });
    const [location] = body.value as readonly Readonly<Record<string, object>>[];
    return [Object.keys(location ?? {}), Object.keys(location?.["metadata"] ?? {}).includes("geography")];
  };
  const old = ["id", "name", "displayName", "regionalDisplayName", "metadata"];
  const withType = ["id", "name", "type", "displayName", "regionalDisplayName", "metadata"];
  assert.deepEqual(await first("2019-11-01"), [old, false]);
  assert.deepEqual(await first("2020-01-01"), [withType, true]);
  assert.deepEqual(await first("2022-12-01"), [[...withType, "availabilityZoneMappings"], true]);
});

test("versions: which is the default, and which a preview, is said from the autumn of 2023 on", async (t) => {
  const said = async (startMs: number) => {
    const simulator = await startSimulator(t, { startMs });
    const arm = await armClient(simulator);
    const path = "/providers/Microsoft.ContainerService/locations/westus2/kubernetesVersions";
    const { body } = await arm("GET", path, { apiVersion: preview });
    const rows = body["values"] as readonly object[];
    return ["isDefault", "isPreview"].map((key) => rows.some((row) => key in row));
  };
  assert.deepEqual(await said(Date.UTC(2023, 5, 29)), [false, false]);
  assert.deepEqual(await said(Date.UTC(2023, 9, 11)), [false, true]);
  assert.deepEqual(await said(Date.UTC(2023, 10, 6)), [true, true]);
});

test("a virtual TPM brings Trusted Launch's image, which stays when it is turned off; OS Guard has its own", async (t) => {
  const { simulator, arm } = await clusterOf(t, Date.UTC(2025, 8, 16));
  const trusted = { securityProfile: { enableVTPM: true, enableSecureBoot: true } };
  const ubuntu = await newPool(arm, "trusted", { osSKU: "Ubuntu", ...trusted });
  assert.match(String(ubuntu.properties["nodeImageVersion"]), /^AKSUbuntu-2204gen2TLcontainerd-2025/);
  simulator.advance(1);
  const off = await newPool(arm, "trusted", { osSKU: "Ubuntu", securityProfile: { enableVTPM: false } });
  assert.deepEqual([off.status, off.properties["nodeImageVersion"]], [200, ubuntu.properties["nodeImageVersion"]]);
  simulator.advance(1);
  const plain = await newPool(arm, "plain", { osSKU: "AzureLinux" });
  assert.match(String(plain.properties["nodeImageVersion"]), /^AKSAzureLinux-V3gen2-2025/);
  simulator.advance(1);
  for (const osSKU of ["AzureLinuxOSGuard", "AzureLinux3OSGuard"]) {
    const guard = await newPool(arm, `guard${osSKU.length}`, { osSKU, enableFIPS: true, ...trusted });
    assert.match(String(guard.properties["nodeImageVersion"]), /^AKSAzureLinux-OSGuardV3gen2fipsTL-2025/);
    simulator.advance(1);
  }
  const stable = await arm("PUT", `${cluster}/agentPools/second`, {
    apiVersion: "2025-10-01",
    body: { properties: { count: 1, vmSize: "Standard_D2s_v5", osSKU: "AzureLinuxOSGuard" } },
  });
  assert.deepEqual([stable.status, stable.body.code], [400, "InvalidParameter"]);
});

test("a cluster's own pool of 2023 shows no scale-down mode, also after a change of its own; one with its own PUT does", async (t) => {
  const { simulator, arm } = await clusterOf(t, Date.UTC(2023, 5, 29));
  const { properties } = (await arm("GET", `${cluster}/agentPools/system`)).body;
  assert.equal("scaleDownMode" in properties, false);
  const labels = { properties: { count: 2, mode: "System", nodeLabels: { team: "a" } } };
  const changed = await arm("PUT", `${cluster}/agentPools/system`, { body: labels });
  assert.deepEqual([changed.status, "scaleDownMode" in changed.body.properties], [200, false]);
  simulator.advance(1);
  assert.equal((await newPool(arm, "own", {})).properties["scaleDownMode"], "Delete");
});

test("WasmWasi: taken until its end, and an ordinary pool here", async (t) => {
  const { arm } = await clusterOf(t, Date.UTC(2023, 2, 20));
  const { status, properties } = await newPool(arm, "wasm", { workloadRuntime: "WasmWasi", vmSize: "Standard_DS2_v2" });
  assert.deepEqual([status, properties["workloadRuntime"], properties["osSKU"]], [201, "WasmWasi", "Ubuntu"]);
});

test("the managed Gateway API needs the Istio add-on, for a new cluster and for one that is there", async (t) => {
  const gateway = { ingressProfile: { gatewayAPI: { installation: "Standard" } } };
  const { arm, created } = await clusterOf(t, Date.UTC(2025, 9, 10), gateway);
  assert.deepEqual([created.status, created.body.code, created.body["details"]], [400, "BadRequest", null]);
  assert.match(created.body.message, /^Gateway API installation requires at least one implementation/);
  const put = (properties: object) => arm("PUT", cluster, { body: clusterBody(properties) });
  assert.equal((await put({})).status, 201);
});

test("the managed Gateway API with the add-on", async (t) => {
  const { simulator, arm } = await clusterOf(t, Date.UTC(2025, 9, 10));
  const gateway = { ingressProfile: { gatewayAPI: { installation: "Standard" } } };
  const put = (properties: object) => arm("PUT", cluster, { body: clusterBody(properties) });
  assert.equal((await put(gateway)).status, 400);
  const mesh = { serviceMeshProfile: { mode: "Istio", istio: { revisions: ["asm-1-26"] } } };
  assert.equal((await put({ ...gateway, ...mesh })).status, 200);
  simulator.advance(1);
});

test("a body of an old stable version that has the API server's network is taken back", async (t) => {
  const simulator = await startSimulator(t, { startMs: Date.UTC(2025, 7, 26) });
  const client = await armClient(simulator);
  await makeGroup(client);
  const body = clusterBody({ apiServerAccessProfile: { enableVnetIntegration: true, subnetId: "" } });
  assert.equal((await client("PUT", cluster, { apiVersion: "2023-01-01", body })).status, 201);
  simulator.advance(1);
  const shown = await client("GET", cluster, { apiVersion: "2023-01-01" });
  assert.match(shown.text, /"enableVnetIntegration":true/);
  assert.equal((await client("PUT", cluster, { apiVersion: "2023-01-01", body: shown.body })).status, 200);
});

test("AKS Automatic: a system pool gets Azure Linux, all zones, the taint of system pools, and no SSH", async (t) => {
  const simulator = await startSimulator(t, { startMs: Date.UTC(2025, 7, 26) });
  const client = await armClient(simulator);
  await makeGroup(client);
  const pools = [
    {
      name: "system",
      mode: "System",
      count: 3,
      vmSize: "Standard_D4lds_v5",
      securityProfile: { sshAccess: "localuser" },
    },
    { name: "other", mode: "User", count: 1, vmSize: "Standard_D4lds_v5" },
  ];
  const body = { ...clusterBody({ agentPoolProfiles: pools }), sku: { name: "Automatic", tier: "Standard" } };
  const created = await client("PUT", cluster, { apiVersion: preview, body });
  const { agentPoolProfiles } = created.body.properties as unknown as Record<string, Record<string, unknown>[]>;
  assert.deepEqual(
    agentPoolProfiles?.map((pool) => [
      pool["osSKU"],
      pool["availabilityZones"],
      pool["nodeTaints"],
      (pool["securityProfile"] as { sshAccess: string }).sshAccess,
    ]),
    [
      ["AzureLinux", ["1", "2", "3"], ["CriticalAddonsOnly=true:NoSchedule"], "Disabled"],
      ["Ubuntu", undefined, undefined, "LocalUser"],
    ],
  );
});

test("single machines: another list of sizes is Scaling, also instead of bounds; new bounds are Updating", async (t) => {
  const { simulator, arm } = await clusterOf(t, Date.UTC(2025, 6, 23));
  const state = async (scale: object) => {
    const { properties } = await newPool(arm, "single", {
      vmSize: undefined,
      count: undefined,
      type: "VirtualMachines",
      virtualMachinesProfile: { scale },
    });
    simulator.advance(1);
    return properties["provisioningState"];
  };
  const bounds = (minCount: number) => ({ autoscale: { size: "Standard_D2s_v3", minCount, maxCount: 3 } });
  const manual = (count: number) => ({ manual: [{ size: "Standard_D2s_v3", count }] });
  assert.deepEqual(
    [await state(bounds(0)), await state(bounds(1)), await state(manual(1)), await state(bounds(1))],
    ["Creating", "Updating", "Scaling", "Updating"],
  );
});

test("snapshots leave out what is off", async (t) => {
  const { simulator, arm } = await clusterOf(t, Date.UTC(2023, 5, 28));
  const snapshot = async (type: string, source: string) => {
    const creationData = { sourceResourceId: `/subscriptions/${simulator.subscriptionId}${source}` };
    const path = `/resourceGroups/tenants-rg/providers/Microsoft.ContainerService/${type}/first`;
    const { body } = await arm("PUT", path, { body: { location: "westus3", properties: { creationData } } });
    return body.properties as unknown as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  assert.equal("enableFIPS" in (await snapshot("snapshots", `${cluster}/agentPools/system`)), false);
  const ofCluster = await snapshot("managedclustersnapshots", cluster);
  assert.deepEqual(ofCluster["managedClusterPropertiesReadOnly"]?.["networkProfile"], {
    networkPlugin: "kubenet",
    loadBalancerSku: "Standard",
  });
});
