import { compact, isObject, objectAt, objectsAt, textAt, type Json, type JsonObject, filledObject } from "../json.js";
import type { LateProperties } from "./late-properties.js";
import { completeNetwork } from "./network-defaults.js";
import { accessProfile, hostNames } from "./private-access.js";
import {
  addOnProfiles,
  autoScalerProfile,
  ingressProfile,
  monitorProfile,
  securityProfile,
  serviceMeshProfile,
  windowsProfile,
  workloadAutoScalerProfile,
} from "./profile-defaults.js";
import type { KubernetesVersion } from "./versions.js";
import { isAvailabilitySet } from "./vm-pool.js";
import type { Random } from "../random.js";

export interface ClusterIdentity {
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly random: Random;
  readonly now: () => number;
  /** Of a cluster that is there already. */
  readonly lateProperties?: LateProperties;
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
  "privateLinkResources",
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
  // A private cluster with a zone of its own names itself by the one or the other (documentation of private clusters).
  const dnsPrefix = textAt(all, "dnsPrefix") || textAt(all, "fqdnSubdomain");
  const host = textAt(base, "fqdn").split(".")[0] || `${dnsPrefix}-${random.fork("fqdn").word(8)}`;
  const access = accessProfile(all["apiServerAccessProfile"]);
  const names = {
    ...hostNames(access, sent, { dnsPrefix, host, location, random }),
    ...kept(base, "privateFQDN", "azurePortalFQDN"),
  };
  const isOidc = objectAt(all, "oidcIssuerProfile")["enabled"] === true;
  const network = completeNetwork(objectAt(all, "networkProfile"), version.full);
  const isNew = Object.keys(base).length === 0;
  // The only pool of its cluster, whose images nobody keeps up to date (recorded 2025).
  const hasAvailabilitySet = objectsAt(sent, "agentPoolProfiles").some(isAvailabilitySet);
  const addOns = addOnProfiles(objectAt(all, "addonProfiles"));
  const known: JsonObject = {
    powerState: { code: "Running" },
    kubernetesVersion: version.asked,
    currentKubernetesVersion: version.full,
    dnsPrefix: textAt(all, "dnsPrefix") || undefined,
    ...names,
    apiServerAccessProfile: access,
    servicePrincipalProfile: isObject(all["servicePrincipalProfile"])
      ? all["servicePrincipalProfile"]
      : { clientId: "msi" },
    nodeResourceGroup: textAt(all, "nodeResourceGroup") || `MC_${group}_${name}_${location}`.slice(0, 80),
    enableRBAC: all["enableRBAC"] !== false,
    supportPlan: textAt(all, "supportPlan") || "KubernetesOfficial",
    networkProfile: network,
    maxAgentPools: hasAvailabilitySet ? 1 : 100,
    aadProfile: isObject(all["aadProfile"]) ? aadProfile(all["aadProfile"], tenantId) : undefined,
    addonProfiles: addOns,
    autoScalerProfile: autoScalerProfile(all["autoScalerProfile"]),
    autoUpgradeProfile: {
      ...(isNew && !hasAvailabilitySet ? { nodeOSUpgradeChannel: "NodeImage" } : objectAt(base, "autoUpgradeProfile")),
      ...objectAt(all, "autoUpgradeProfile"),
    },
    azureMonitorProfile: monitorProfile(all["azureMonitorProfile"], addOns),
    ingressProfile: ingressProfile(all["ingressProfile"], objectAt(base, "ingressProfile"), identity.lateProperties),
    podIdentityProfile: withoutEmptyLists(all["podIdentityProfile"]),
    serviceMeshProfile: serviceMeshProfile(all["serviceMeshProfile"]),
    windowsProfile: windowsProfile(all["windowsProfile"], isNew ? objectAt(sent, "networkProfile") : {}),
    // Repeated where it was sent (az always sends it), not filled in (recorded with ASO, 2023-12 to 2026-02).
    disableLocalAccounts: typeof all["disableLocalAccounts"] === "boolean" ? all["disableLocalAccounts"] : undefined,
    securityProfile: securityProfile(objectAt(all, "securityProfile")),
    storageProfile: storageProfile(objectAt(all, "storageProfile")),
    oidcIssuerProfile: isOidc ? { enabled: true, issuerURL: issuerUrl(identity) } : { enabled: false },
    workloadAutoScalerProfile: workloadAutoScalerProfile(objectAt(all, "workloadAutoScalerProfile")),
    metricsProfile: { costAnalysis: { enabled: false }, ...objectAt(all, "metricsProfile") },
    resourceUID: textAt(base, "resourceUID") || hex(random.fork("uid"), 24),
    controlPlanePluginProfiles: Object.fromEntries(plugins.map((plugin) => [plugin, { enableV2: true }])),
    nodeProvisioningProfile: { mode: "Manual", defaultNodePools: "Auto", ...objectAt(all, "nodeProvisioningProfile") },
    bootstrapProfile: { artifactSource: "Direct", ...objectAt(all, "bootstrapProfile") },
    enableFIPS: all["enableFIPS"] === true,
    hostedSystemProfile: { enabled: false, ...objectAt(all, "hostedSystemProfile") },
  };
  return compact({ ...all, ...known });
}

/** Lists that hold nothing are not repeated (recorded 2023-06). */
function withoutEmptyLists(sent: Json | undefined): Json | undefined {
  if (!isObject(sent)) return sent;
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

/** Those of the properties that are there. */
function kept(base: JsonObject, ...keys: readonly string[]): JsonObject {
  return compact(Object.fromEntries(keys.map((key) => [key, base[key]])));
}

const plugins = [
  "azure-monitor-metrics-ccp",
  "gpu-provisioner",
  "karpenter",
  "kubelet-serving-csr-approver",
  "live-patching-controller",
  "secure-tls-bootstrap",
  "static-egress-controller",
];

/** `adminUsers`, which no contract has, is always null (recorded); without groups that is null, too. */
function aadProfile(sent: JsonObject, tenantId: string): JsonObject {
  if (sent["managed"] !== true) return { tenantID: tenantId, ...sent };
  return { adminGroupObjectIDs: null, adminUsers: null, tenantID: tenantId, ...sent };
}

/** Each driver by itself: what is asked of one leaves the others as they are. */
function storageProfile(sent: JsonObject): JsonObject {
  return {
    ...sent,
    diskCSIDriver: { enabled: true, version: "v1", ...objectAt(sent, "diskCSIDriver") },
    fileCSIDriver: { enabled: true, ...objectAt(sent, "fileCSIDriver") },
    snapshotController: { enabled: true, ...objectAt(sent, "snapshotController") },
  };
}

/** The name of the ordinary SKU changed between 2023-03-20 and 2023-04-29 (recorded). */
const basicSkuUntilMs = Date.UTC(2023, 3, 29);

/** kind, sku, identity and tags: what stands beside `properties`. */
export function completeTop(sent: JsonObject, base: JsonObject, identity: ClusterIdentity): JsonObject {
  const principal = objectAt(base, "identity")["principalId"] ?? identity.random.fork("principal").guid();
  const wanted = isObject(sent["identity"]) ? sent["identity"] : objectAt(base, "identity");
  return compact({
    kind: textAt(sent, "kind") || "Base",
    sku: {
      name: identity.now() < basicSkuUntilMs ? "Basic" : "Base",
      tier: "Free",
      ...objectAt(base, "sku"),
      ...objectAt(sent, "sku"),
    },
    identity:
      Object.keys(wanted).length === 0
        ? undefined
        : textAt(wanted, "type") === "SystemAssigned"
          ? { type: "SystemAssigned", principalId: principal, tenantId: identity.tenantId }
          : wanted,
    // Those that hold nothing are not shown (recorded with ASO, 2023-12 to 2026-02).
    tags: filledObject(sent["tags"] ?? base["tags"]),
  });
}

function issuerUrl({ location, tenantId, random }: ClusterIdentity): string {
  return `https://${location}.oic.prod-aks.azure.com/${tenantId}/${random.fork("issuer").guid()}/`;
}

function hex(random: Random, length: number): string {
  return random.guid().replaceAll("-", "").slice(0, length);
}
