import assert from "node:assert/strict";
import { test } from "node:test";
import { armClient, clusterBody, clusterPath, makeGroup } from "../helpers/arm-client.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const preview = "2025-09-02-preview";
const stable = "2025-10-01";
const features = "/providers/Microsoft.Features/providers/Microsoft.ContainerService/features";

type Properties = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** What a cluster made at that time shows of a few things that the service fills in. */
async function shown(t: Parameters<typeof startSimulator>[0], startMs: number, apiVersion: string) {
  const simulator = await startSimulator(t, { startMs });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const created = await arm("PUT", cluster, { apiVersion, body: clusterBody() });
  assert.equal(created.status, 201, JSON.stringify(created.body));
  simulator.advance(1);
  const properties = (await arm("GET", cluster, { apiVersion })).body.properties as unknown as Properties;
  const [pool] = properties["agentPoolProfiles"] as unknown as readonly Record<string, unknown>[];
  return {
    plugin: properties["networkProfile"]?.["networkPlugin"],
    policy: properties["networkProfile"]?.["networkPolicy"],
    sku: properties["networkProfile"]?.["loadBalancerSku"],
    uid: typeof properties["resourceUID"],
    plugins: Object.keys(properties["controlPlanePluginProfiles"] ?? {}).length,
    surge: pool?.["upgradeSettings"],
    security: pool?.["securityProfile"],
  };
}

test("a cluster shows what the service showed at its time", async (t) => {
  assert.deepEqual(await shown(t, Date.UTC(2023, 5, 29), preview), {
    plugin: "kubenet",
    policy: undefined,
    sku: "Standard",
    uid: "undefined",
    plugins: 0,
    surge: undefined,
    security: undefined,
  });
  assert.deepEqual(await shown(t, Date.UTC(2024, 5, 14), preview), {
    plugin: "kubenet",
    policy: "none",
    sku: "standard",
    uid: "string",
    plugins: 3,
    surge: { maxSurge: "10%" },
    security: { sshAccess: "LocalUser", enableVTPM: false, enableSecureBoot: false },
  });
  assert.deepEqual(await shown(t, Date.UTC(2025, 10, 6), stable), {
    plugin: "azure",
    policy: "none",
    sku: "standard",
    uid: "string",
    plugins: 0,
    surge: { maxSurge: "10%", maxUnavailable: "0" },
    security: { enableVTPM: false, enableSecureBoot: false },
  });
});

test("profiles: what is filled in once they are asked for, and what appears once the cluster stands", async (t) => {
  const simulator = await startSimulator(t, { startMs: Date.UTC(2025, 10, 6) });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const asked = {
    addonProfiles: { azurepolicy: { enabled: true }, openServiceMesh: { enabled: true, config: {} } },
    autoScalerProfile: { expander: "least-waste" },
    ingressProfile: { webAppRouting: { enabled: true } },
    networkProfile: { networkPlugin: "azure", outboundType: "managedNATGateway" },
    workloadAutoScalerProfile: { verticalPodAutoscaler: { enabled: true } },
  };
  const created = await arm("PUT", cluster, { apiVersion: preview, body: clusterBody(asked) });
  const first = created.body.properties as unknown as Properties;
  assert.deepEqual(first["addonProfiles"], {
    azurepolicy: { enabled: true, config: null },
    openServiceMesh: { enabled: true, config: null },
  });
  assert.deepEqual(first["ingressProfile"]?.["webAppRouting"], {
    enabled: true,
    dnsZoneResourceIds: null,
    nginx: { defaultIngressControllerType: "AnnotationControlled" },
    defaultDomain: { enabled: false },
    identity: {},
  });
  assert.equal(first["autoScalerProfile"]?.["scan-interval"], "10s");
  assert.equal(first["autoScalerProfile"]["expander"], "least-waste");
  assert.deepEqual(first["windowsProfile"], { adminUsername: "azureuser", enableCSIProxy: true });
  assert.deepEqual(first["networkProfile"]?.["natGatewayProfile"], {
    managedOutboundIPProfile: { count: 1 },
    idleTimeoutInMinutes: 4,
  });
  assert.deepEqual(first["networkProfile"]["loadBalancerProfile"], { backendPoolType: "nodeIPConfiguration" });
  simulator.advance(1);
  const later = (await arm("GET", cluster, { apiVersion: preview })).body.properties as unknown as Properties;
  const addOns = later["addonProfiles"] as unknown as Record<string, Record<string, unknown>>;
  const identity = ["clientId", "objectId", "resourceId"];
  assert.deepEqual(Object.keys(addOns["azurepolicy"]?.["identity"] as object).sort(), identity);
  assert.equal(addOns["openServiceMesh"]?.["identity"], undefined);
  const routing = later["ingressProfile"]?.["webAppRouting"] as Record<string, unknown>;
  assert.deepEqual(Object.keys(routing["identity"] as object).sort(), identity);
  const gateway = later["networkProfile"]?.["natGatewayProfile"] as Record<string, unknown>;
  assert.equal((gateway["effectiveOutboundIPs"] as readonly unknown[]).length, 1);
});

test("AKS Automatic turns its presets on by itself; what is asked for goes before them", async (t) => {
  const simulator = await startSimulator(t, { startMs: Date.UTC(2025, 10, 6) });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  const body = clusterBody({ nodeResourceGroupProfile: { restrictionLevel: "Unrestricted" } });
  const created = await arm("PUT", cluster, {
    apiVersion: preview,
    body: { ...body, sku: { name: "Automatic", tier: "Standard" } },
  });
  const properties = created.body.properties as unknown as Properties;
  assert.deepEqual(
    [
      properties["nodeProvisioningProfile"]?.["mode"],
      properties["networkProfile"]?.["networkDataplane"],
      properties["networkProfile"]?.["networkPolicy"],
      properties["nodeResourceGroupProfile"]?.["restrictionLevel"],
      properties["oidcIssuerProfile"]?.["enabled"],
      Object.keys(properties["addonProfiles"] ?? {}),
    ],
    ["Auto", "cilium", "cilium", "Unrestricted", true, ["azureKeyvaultSecretsProvider", "azurepolicy"]],
  );
});

test("the AKS provider's own 500 is flat and carries its headers; the gateway's other failures are wrapped", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  simulator.faults.add({ name: "server-error", status: 500 });
  const own = await arm("PUT", cluster, { body: clusterBody() });
  assert.deepEqual([own.status, own.body.code, own.body.error], [500, "GetVnetError", undefined]);
  assert.equal(own.headers["content-type"], "application/json");
  assert.ok("x-ms-ratelimit-remaining-subscription-writes" in own.headers);
  simulator.faults.add({ name: "server-error", status: 504 });
  const gateway = await arm("GET", cluster);
  assert.deepEqual([gateway.status, gateway.body.error?.code], [504, "GatewayTimeout"]);
});

test("nodeInitializationTaints: a preview feature, for clusters alone; those of a system pool obey its rule", async (t) => {
  const simulator = await startSimulator(t);
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { body: clusterBody() });
  simulator.advance(1);
  const profile = { vmSize: "Standard_D4s_v3", count: 1 };
  const system = { name: "system", mode: "System", ...profile };
  const code = async (reply: ReturnType<typeof arm>) => {
    const { status, body } = await reply;
    return [status, body.code];
  };
  const putPool = (mode: string, taints: readonly string[]) =>
    arm("PUT", `${cluster}/agentPools/second`, {
      apiVersion: preview,
      body: { properties: { ...profile, mode, nodeInitializationTaints: taints } },
    });
  const putCluster = (taints: readonly string[]) => {
    const user = { name: "user", mode: "User", ...profile, nodeInitializationTaints: taints };
    const body = { ...clusterBody(), properties: { dnsPrefix: "other", agentPoolProfiles: [system, user] } };
    return arm("PUT", clusterPath("tenants-rg", "other"), { apiVersion: preview, body });
  };
  assert.deepEqual(await code(putPool("System", ["boot=yes:NoSchedule"])), [400, "SystemPoolHasRestrictedTaint"]);
  assert.deepEqual(await code(putCluster(["boot=yes:NoSchedule"])), [400, "PreviewFeatureNotRegistered"]);
  await arm("POST", `${features}/NodeInitializationTaintsPreview/register`, { apiVersion: "2021-07-01" });
  simulator.advance(3_600_000);
  assert.deepEqual(await code(putPool("User", ["boot=yes:NoSchedule"])), [
    400,
    "NodeInitializationTaintsFeatureNotSupported",
  ]);
  assert.equal((await putPool("User", [])).status, 201);
  assert.equal((await putCluster(["boot=yes:NoSchedule"])).status, 201);
});

test("a cluster's tag changed its spelling; FIPS changes the image; the local DNS cache has a state", async (t) => {
  const early = await startSimulator(t, { startMs: Date.UTC(2024, 3, 20) });
  const before = await armClient(early);
  await makeGroup(before);
  await before("PUT", cluster, { apiVersion: preview, body: clusterBody() });
  early.advance(1);
  const old = (await before("GET", cluster, { apiVersion: preview })).body;
  assert.deepEqual([typeof old["etag"], old["eTag"]], ["string", undefined]);

  const simulator = await startSimulator(t, { startMs: Date.UTC(2025, 10, 6) });
  const arm = await armClient(simulator);
  await makeGroup(arm);
  await arm("PUT", cluster, { apiVersion: preview, body: clusterBody() });
  simulator.advance(1);
  const put = (properties: object) =>
    arm("PUT", `${cluster}/agentPools/second`, { apiVersion: preview, body: { properties } });
  const asked = { count: 1, vmSize: "Standard_D4s_v3", mode: "User", osSKU: "Ubuntu" };
  const created = (await put({ ...asked, localDNSProfile: { mode: "Required" } })).body.properties as object;
  simulator.advance(1);
  const fips = (await put({ ...asked, enableFIPS: true })).body.properties as object;
  const text = (properties: object, key: string) => JSON.stringify((properties as Record<string, unknown>)[key]);
  assert.match(text(created, "localDNSProfile"), /^\{"mode":"Required","state":"Enabled","vnetDNSOverrides":\{"\."/);
  assert.match(text(created, "nodeImageVersion"), /AKSUbuntu-2204gen2containerd/);
  assert.equal(text(fips, "provisioningState"), '"Upgrading"');
  simulator.advance(1);
  const after = (await arm("GET", `${cluster}/agentPools/second`, { apiVersion: preview })).body.properties as object;
  assert.match(text(after, "nodeImageVersion"), /AKSUbuntu-2004gen2fipscontainerd/);
});
