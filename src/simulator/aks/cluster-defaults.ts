import { compact, isObject, objectAt, textAt, textsAt, type JsonObject } from "../json.js";
import type { KubernetesVersion } from "./versions.js";
import type { Random } from "../random.js";

export interface ClusterIdentity {
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly random: Random;
}

/** Read-only, or kept elsewhere. */
const dropped = new Set([
  "provisioningState",
  "powerState",
  "agentPoolProfiles",
  "currentKubernetesVersion",
  "fqdn",
  "azurePortalFQDN",
  "privateFQDN",
  "maxAgentPools",
  "identityProfile",
  "resourceUID",
  "status",
]);

/**
 * A cluster's `properties` as AKS keeps them: what was sent, what was there before, and the defaults the service fills
 * in (recorded 2025-11-04 with 2025-09-02-preview: Azure CNI overlay, node image channel, no network policy ...).
 */
export function completeCluster(
  sent: JsonObject,
  base: JsonObject,
  version: KubernetesVersion,
  identity: ClusterIdentity,
): JsonObject {
  const all: JsonObject = { ...base };
  for (const [key, value] of Object.entries(sent)) {
    if (!dropped.has(key) && value !== undefined && value !== null) all[key] = value;
  }
  const { name, group, location, random, tenantId } = identity;
  const host = textAt(base, "fqdn").split(".")[0] || `${textAt(all, "dnsPrefix")}-${random.fork("fqdn").word(8)}`;
  const isOidc = objectAt(all, "oidcIssuerProfile")["enabled"] === true;
  const known: JsonObject = {
    powerState: { code: "Running" },
    kubernetesVersion: version.asked,
    currentKubernetesVersion: version.full,
    dnsPrefix: textAt(all, "dnsPrefix"),
    fqdn: `${host}.hcp.${location}.azmk8s.io`,
    azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
    servicePrincipalProfile: isObject(all["servicePrincipalProfile"])
      ? all["servicePrincipalProfile"]
      : { clientId: "msi" },
    nodeResourceGroup: textAt(all, "nodeResourceGroup") || `MC_${group}_${name}_${location}`.slice(0, 80),
    enableRBAC: all["enableRBAC"] !== false,
    supportPlan: textAt(all, "supportPlan") || "KubernetesOfficial",
    networkProfile: networkProfile(objectAt(all, "networkProfile")),
    maxAgentPools: 100,
    aadProfile: isObject(all["aadProfile"]) ? { tenantID: tenantId, ...all["aadProfile"] } : undefined,
    autoUpgradeProfile: { nodeOSUpgradeChannel: "NodeImage", ...objectAt(all, "autoUpgradeProfile") },
    disableLocalAccounts: all["disableLocalAccounts"] === true,
    securityProfile: objectAt(all, "securityProfile"),
    storageProfile: {
      diskCSIDriver: { enabled: true, version: "v1" },
      fileCSIDriver: { enabled: true },
      snapshotController: { enabled: true },
      ...objectAt(all, "storageProfile"),
    },
    oidcIssuerProfile: isOidc ? { enabled: true, issuerURL: issuerUrl(identity) } : { enabled: false },
    workloadAutoScalerProfile: objectAt(all, "workloadAutoScalerProfile"),
    metricsProfile: { costAnalysis: { enabled: false }, ...objectAt(all, "metricsProfile") },
    resourceUID: textAt(base, "resourceUID") || hex(random.fork("uid"), 24),
    controlPlanePluginProfiles: Object.fromEntries(plugins.map((plugin) => [plugin, { enableV2: true }])),
    nodeProvisioningProfile: { mode: "Manual", defaultNodePools: "Auto", ...objectAt(all, "nodeProvisioningProfile") },
    bootstrapProfile: { artifactSource: "Direct", ...objectAt(all, "bootstrapProfile") },
    enableFIPS: all["enableFIPS"] === true,
  };
  // An empty add-on list is not repeated (recorded).
  if (Object.keys(objectAt(all, "addonProfiles")).length === 0) delete all["addonProfiles"];
  return compact({ ...all, ...known });
}

const plugins = [
  "azure-monitor-metrics-ccp",
  "gpu-provisioner",
  "karpenter",
  "kubelet-serving-csr-approver",
  "live-patching-controller",
  "static-egress-controller",
];

function networkProfile(sent: JsonObject): JsonObject {
  const plugin = textAt(sent, "networkPlugin") || "azure";
  // Nothing asked for: overlay (recorded). `azure` without a mode: addresses of the subnet.
  const mode = textAt(sent, "networkPluginMode") || (textAt(sent, "networkPlugin") === "" ? "overlay" : undefined);
  const podCidr =
    plugin === "azure" && mode === undefined
      ? undefined
      : textAt(sent, "podCidr") || textsAt(sent, "podCidrs")[0] || "10.244.0.0/16";
  const serviceCidr = textAt(sent, "serviceCidr") || textsAt(sent, "serviceCidrs")[0] || "10.0.0.0/16";
  return compact({
    ...sent,
    networkPlugin: plugin,
    networkPluginMode: mode,
    networkPolicy: textAt(sent, "networkPolicy") || "none",
    networkDataplane: plugin === "azure" ? textAt(sent, "networkDataplane") || "azure" : undefined,
    loadBalancerSku: textAt(sent, "loadBalancerSku") || "standard",
    loadBalancerProfile: {
      managedOutboundIPs: { count: 1 },
      ...objectAt(sent, "loadBalancerProfile"),
      backendPoolType: "nodeIPConfiguration",
    },
    podCidr,
    serviceCidr,
    dnsServiceIP: textAt(sent, "dnsServiceIP") || "10.0.0.10",
    outboundType: textAt(sent, "outboundType") || "loadBalancer",
    podCidrs: podCidr === undefined ? undefined : [podCidr],
    serviceCidrs: [serviceCidr],
    ipFamilies: ["IPv4"],
    podLinkLocalAccess: "IMDS",
  });
}

/** What appears once the cluster stands. */
export function lateProperties({ subscriptionId, name, random }: ClusterIdentity, nodeGroup: string) {
  const scope = `/subscriptions/${subscriptionId}`;
  const address = random.fork("outbound").guid();
  return {
    loadBalancer: {
      effectiveOutboundIPs: [
        { id: `${scope}/resourceGroups/${nodeGroup}/providers/Microsoft.Network/publicIPAddresses/${address}` },
      ],
    },
    identityProfile: {
      kubeletidentity: {
        resourceId:
          `${scope}/resourcegroups/${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/` +
          `${name}-agentpool`,
        clientId: random.fork("kubelet-client").guid(),
        objectId: random.fork("kubelet-object").guid(),
      },
    },
  };
}

/** kind, sku, identity and tags: what stands beside `properties`. */
export function completeTop(sent: JsonObject, base: JsonObject, identity: ClusterIdentity): JsonObject {
  const principal = objectAt(base, "identity")["principalId"] ?? identity.random.fork("principal").guid();
  const wanted = isObject(sent["identity"]) ? sent["identity"] : objectAt(base, "identity");
  return compact({
    kind: textAt(sent, "kind") || "Base",
    sku: { name: "Base", tier: "Free", ...objectAt(base, "sku"), ...objectAt(sent, "sku") },
    identity:
      Object.keys(wanted).length === 0
        ? undefined
        : textAt(wanted, "type") === "SystemAssigned"
          ? { type: "SystemAssigned", principalId: principal, tenantId: identity.tenantId }
          : wanted,
    tags: isObject(sent["tags"]) ? sent["tags"] : base["tags"],
  });
}

function issuerUrl({ location, tenantId, random }: ClusterIdentity): string {
  return `https://${location}.oic.prod-aks.azure.com/${tenantId}/${random.fork("issuer").guid()}/`;
}

function hex(random: Random, length: number): string {
  return random.guid().replaceAll("-", "").slice(0, length);
}
