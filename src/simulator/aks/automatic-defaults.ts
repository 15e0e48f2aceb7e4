import { isObject, objectAt, type Json, type JsonObject } from "../json.js";

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

/** `sent` with the presets below it, if the cluster's SKU is Automatic. */
export function withAutomatic(sent: JsonObject, sku: string): JsonObject {
  return sku === "Automatic" ? merged(presets, sent) : sent;
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
