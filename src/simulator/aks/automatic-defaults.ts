import { isObject, objectAt, textAt, textsAt, type Json, type JsonObject } from "../json.js";

/** What AKS Automatic turns on by itself when a cluster is made (recorded 2025-08 and 2025-10; AKS documentation). */
const presets: JsonObject = {
  aadProfile: { managed: true, enableAzureRBAC: true },
  addonProfiles: {
    azureKeyvaultSecretsProvider: { enabled: true, config: { enableSecretRotation: "true" } },
    azurepolicy: { enabled: true },
  },
  apiServerAccessProfile: { enablePrivateCluster: false, enableVnetIntegration: true, subnetId: "" },
  autoUpgradeProfile: { upgradeChannel: "stable" },
  ingressProfile: { webAppRouting: { enabled: true } },
  networkProfile: { networkDataplane: "cilium" },
  nodeProvisioningProfile: { mode: "Auto" },
  nodeResourceGroupProfile: { restrictionLevel: "ReadOnly" },
  oidcIssuerProfile: { enabled: true },
  securityProfile: { imageCleaner: { enabled: true }, workloadIdentity: { enabled: true } },
  workloadAutoScalerProfile: { keda: { enabled: true }, verticalPodAutoscaler: { enabled: true } },
};

/** `sent` with the presets below it, if the cluster's SKU is Automatic; `zones` are those of its region. */
export function withAutomatic(sent: JsonObject, sku: string, zones: readonly string[]): JsonObject {
  if (sku !== "Automatic") return sent;
  const all = merged(presets, sent);
  const pools = sent["agentPoolProfiles"];
  if (!Array.isArray(pools)) return all;
  return {
    ...all,
    agentPoolProfiles: pools.map((pool: Json) => (isObject(pool) ? withPoolPresets(pool, zones) : pool)),
  };
}

/** Of a system pool (recorded 2025-08, which asked for SSH by local users and got none). */
function withPoolPresets(pool: JsonObject, zones: readonly string[]): JsonObject {
  if (pool["mode"] !== "System") return pool;
  const taints = textsAt(pool, "nodeTaints");
  return {
    ...pool,
    osSKU: textAt(pool, "osSKU") || "AzureLinux",
    ...(pool["availabilityZones"] === undefined && zones.length > 0 ? { availabilityZones: [...zones] } : {}),
    nodeTaints: taints.length > 0 ? taints : ["CriticalAddonsOnly=true:NoSchedule"],
    securityProfile: { ...objectAt(pool, "securityProfile"), sshAccess: "Disabled" },
  };
}

function merged(below: JsonObject, above: JsonObject): JsonObject {
  const result: JsonObject = { ...below, ...above };
  for (const [key, value] of Object.entries(below)) {
    const own: Json | undefined = above[key];
    if (isObject(value)) result[key] = isObject(own) ? merged(value, own) : (own ?? value);
  }
  return result;
}

/** The SKU's name as it was asked for. */
export function skuOf(body: JsonObject): string {
  const name = objectAt(body, "sku")["name"];
  return typeof name === "string" ? name : "";
}
