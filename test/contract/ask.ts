import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { apiVersions } from "../../src/simulator/arm/api-versions.js";
import { armClient, clusterBody, clusterPath, kataPool, makeGroup, type ArmClient } from "../helpers/arm-client.js";
import { startExchangeLog, type Exchange } from "../helpers/exchange-log.js";
import { createNullBackend } from "../helpers/null-backend.js";
import { startSimulator } from "../helpers/simulator.js";

const cluster = clusterPath("tenants-rg", "tenants");
const sandbox = `${cluster}/agentPools/sandbox`;
const spot = { count: 1, vmSize: "Standard_D4s_v3", scaleSetPriority: "Spot", spotMaxPrice: 0.05 };

const mesh = { mode: "Istio", istio: { revisions: ["asm-1-21"] } };
const sourceId = "/subscriptions/s/resourceGroups/b/providers/Microsoft.MachineLearningServices/workspaces/c";
const identityId = "/subscriptions/s/resourceGroups/b/providers/Microsoft.ManagedIdentity/userAssignedIdentities/c";
const rule = { expression: "claims.sub != ''", message: "a subject" };
/** What can be stored below a cluster: type, properties. */
const storedBodies = [
  ["maintenanceConfigurations", { timeInWeek: [{ day: "Monday", hourSlots: [1, 2] }] }],
  ["trustedAccessRoleBindings", { sourceResourceId: sourceId, roles: ["Microsoft.Demo/samples/reader"] }],
  ["loadBalancers", { primaryAgentPoolName: "nodepool1", allowServicePlacement: true }],
  [
    "jwtAuthenticators",
    {
      issuer: { url: "https://issuer.example.com", audiences: ["tenants"] },
      claimMappings: { username: { expression: "claims.sub" } },
      claimValidationRules: [rule],
    },
  ],
  ["identityBindings", { managedIdentity: { resourceId: identityId } }],
  ["managedNamespaces", { defaultNetworkPolicy: { ingress: "AllowSameNamespace", egress: "AllowAll" }, labels: {} }],
] as const;

function isOffered(type: string, apiVersion: string): boolean {
  return (apiVersions[`managedClusters/${type}`] ?? apiVersions["managedClusters"] ?? []).includes(apiVersion);
}

/** Asks a local Azure for every operation of AKS, with one api-version; the exchanges. */
export async function askAks(t: TestContext, apiVersion: string): Promise<readonly Exchange[]> {
  const { ask, exchanges, settle } = await listeningArm(t);
  const aks: ArmClient = (method, path, options) => ask(method, path, { apiVersion, ...options });
  /** Waits until the operation has ended. */
  const change: ArmClient = async (...asked) => {
    const reply = await aks(...asked);
    settle();
    return reply;
  };
  const { properties, ...top } = clusterBody();
  const meshed = { ...top, properties: { ...properties, serviceMeshProfile: mesh } };
  await change("PUT", cluster, { body: meshed });
  for (const [type, body] of storedBodies) {
    if (!isOffered(type, apiVersion)) continue;
    const sent = type === "managedNamespaces" ? { location: "westeurope", properties: body } : { properties: body };
    await change("PUT", `${cluster}/${type}/one`, { body: sent });
    await aks("PUT", `${cluster}/${type}/two`, { body: sent });
    await aks("GET", `${cluster}/${type}`);
    await aks("GET", `${cluster}/${type}/one`);
    await change("DELETE", `${cluster}/${type}/two`);
  }
  for (const [type, source] of [
    ["snapshots", `${cluster}/agentPools/system`],
    ["managedclustersnapshots", cluster],
  ] as const) {
    if (!(apiVersions[type === "snapshots" ? "managedClusters" : type] ?? []).includes(apiVersion)) continue;
    const all = `/providers/Microsoft.ContainerService/${type}`;
    const path = cluster.replace(/\/providers\/.*$/, `${all}/one`);
    const creationData = { sourceResourceId: `/subscriptions/s${source}` };
    await aks("PUT", path, { body: { location: "westus2", properties: { creationData } } });
    await aks("PATCH", path, { body: { tags: { team: "tenants" } } });
    for (const asked of [path, path.replace(/\/one$/, ""), all]) await aks("GET", asked);
    await aks("DELETE", path);
  }
  await aks("PUT", sandbox, { body: kataPool() });
  await change("POST", `${sandbox}/abort`);
  await change("PUT", sandbox, { body: kataPool() });
  await change("PUT", `${cluster}/agentPools/spot`, { body: { properties: spot } });
  await aks("PUT", cluster, { body: { ...clusterBody(), tags: { team: "tenants" } } });
  await change("POST", `${cluster}/abort`);
  await change("PATCH", cluster, { body: { tags: { team: "others" } } });
  await change("POST", `${sandbox}/upgradeNodeImageVersion`);
  for (const path of [
    cluster,
    cluster.replace(/\/tenants$/, ""),
    "/providers/Microsoft.ContainerService/managedClusters",
    "/providers/Microsoft.ContainerService/locations/westus2/kubernetesVersions",
    `${cluster}/availableAgentPoolVersions`,
    `${cluster}/agentPools`,
    sandbox,
    `${cluster}/agentPools/spot`,
    `${cluster}/upgradeProfiles/default`,
    `${sandbox}/upgradeProfiles/default`,
    "/providers/Microsoft.ContainerService/locations/westus2/meshRevisionProfiles",
    "/providers/Microsoft.ContainerService/locations/westus2/meshRevisionProfiles/istio",
    `${cluster}/meshUpgradeProfiles`,
    `${cluster}/meshUpgradeProfiles/istio`,
  ]) {
    await aks("GET", path);
  }
  if (isOffered("agentPools/machines", apiVersion)) {
    const { value: machines } = (await aks("GET", `${sandbox}/machines`)).body;
    const machineNames = machines.map((machine) => (machine as { readonly name: string }).name).slice(0, 1);
    await aks("GET", `${sandbox}/machines/${machineNames[0] ?? ""}`);
    await change("POST", `${sandbox}/deleteMachines`, { body: { machineNames } });
  }
  if (apiVersion.endsWith("-preview")) {
    const single = `${cluster}/agentPools/single`;
    await change("PUT", single, { body: { properties: { mode: "Machines" } } });
    await change("PUT", `${single}/machines/one`, {
      body: { properties: { hardware: { vmSize: "Standard_D4s_v3" } } },
    });
    await aks("PUT", `${single}/machines/one`, { body: { properties: { tags: { team: "tenants" } } } });
    for (const path of [single, `${single}/machines`, `${single}/machines/one`]) await aks("GET", path);
    await change("DELETE", single);
    const managed = `${cluster}/agentPools/managed`;
    await change("PUT", managed, { body: { properties: { mode: "ManagedSystem" } } });
    await aks("GET", managed);
  }
  await aks("POST", `${cluster}/listClusterUserCredential`);
  await aks("POST", `${cluster}/listClusterAdminCredential`);
  await change("POST", `${cluster}/stop`);
  await change("POST", `${cluster}/start`);
  await change("DELETE", sandbox);
  await change("DELETE", cluster);
  return exchanges;
}

/** The same for what ARM itself answers, and Compute's SKUs; each with the api-version of Microsoft's document. */
export async function askArm(t: TestContext): Promise<readonly Exchange[]> {
  const { ask, exchanges } = await listeningArm(t);
  const rows = [
    ["GET", "", "2022-12-01"],
    ["GET", "/locations", "2022-12-01"],
    ["PUT", "/resourcegroups/more", "2024-07-01", { location: "westus2", tags: { team: "tenants" } }],
    ["GET", "/resourcegroups", "2024-07-01"],
    ["GET", "/resourcegroups/more", "2024-07-01"],
    ["HEAD", "/resourcegroups/more", "2024-07-01"],
    ["DELETE", "/resourcegroups/more", "2024-07-01"],
    ["GET", "/providers", "2024-07-01"],
    ["GET", "/providers/Microsoft.Features/features", "2021-07-01"],
    ["GET", "/providers/Microsoft.Compute/skus", "2021-07-01"],
  ] as const;
  for (const [method, path, apiVersion, body] of rows) {
    await ask(method, path, { apiVersion, ...(body === undefined ? {} : { body }) });
  }
  return exchanges;
}

async function listeningArm(t: TestContext) {
  const simulator = await startSimulator(t, {
    kubernetes: createNullBackend().factory,
    throttling: "off",
    durations: "recorded",
  });
  const log = await startExchangeLog(t, simulator);
  const client = await armClient({ ...simulator, url: log.url, caPem: log.caPem });
  await makeGroup(await armClient(simulator));
  const ask: ArmClient = async (method, path, options) => {
    const reply = await client(method, path, options);
    assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply;
  };
  const settle = () => {
    simulator.advance(6 * 3_600_000);
  };
  return { ask, exchanges: log.exchanges, settle };
}
