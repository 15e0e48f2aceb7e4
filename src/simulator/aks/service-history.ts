import type { Json } from "../json.js";

/**
 * Since when (and until when) the AKS provider shows a property that it fills in by itself, by the kind of api-version.
 * From recorded traffic of 2022-02 to 2025-11: the first day on which it was seen after days on which it was not. Clients
 * of that time asked with the api-versions of their time, and the recordings were given newer ones afterwards: so a day
 * stands here for what the api-versions of that day knew, too. `never`: not seen in any.
 */
export interface HistoryRow {
  /** Below `properties`, or below the resource where it begins with `/`; dots divide. */
  readonly path: string;
  readonly preview?: Since;
  readonly stable?: Since;
  /** Only this value is the service's own; another one was asked for, and is shown at any time. */
  readonly value?: Json;
}

/** A day, or `never`; left out of a row: always. */
export type Since = string;

export const clusterHistory: readonly HistoryRow[] = [
  { path: "/kind", preview: "2024-03-29" },
  { path: "/eTag", preview: "2024-03-29", stable: "2024-12-01" },
  { path: "resourceUID", preview: "2023-10-26", stable: "2023-11-24" },
  { path: "supportPlan", preview: "2023-05-01", stable: "2023-06-14", value: "KubernetesOfficial" },
  {
    path: "metricsProfile",
    preview: "2023-10-26",
    stable: "2024-04-23",
    value: { costAnalysis: { enabled: false } },
  },
  { path: "controlPlanePluginProfiles", preview: "2023-11-23" },
  { path: "controlPlanePluginProfiles.azure-monitor-metrics-ccp", preview: "2023-12-13" },
  { path: "controlPlanePluginProfiles.live-patching-controller", preview: "2024-05-01" },
  { path: "controlPlanePluginProfiles.static-egress-controller", preview: "2024-09-20" },
  { path: "controlPlanePluginProfiles.kubelet-serving-csr-approver", preview: "2025-05-16" },
  { path: "controlPlanePluginProfiles.gpu-provisioner", preview: "2025-06-03" },
  { path: "nodeProvisioningProfile", preview: "2023-10-26" },
  { path: "nodeProvisioningProfile.defaultNodePools", preview: "2025-05-21", value: "Auto" },
  { path: "bootstrapProfile", preview: "2024-03-29" },
  { path: "enableFIPS", preview: "2025-11-04", value: false },
  { path: "hostedSystemProfile", preview: "2025-11-05", stable: "never", value: { enabled: false } },
  {
    path: "ingressProfile.webAppRouting.defaultDomain",
    preview: "2025-10-24",
    stable: "never",
    value: { enabled: false },
  },
  { path: "controlPlanePluginProfiles.secure-tls-bootstrap", preview: "2025-11-05" },
  { path: "networkProfile.podLinkLocalAccess", preview: "2024-06-14", stable: "never", value: "IMDS" },
  { path: "networkProfile.networkPolicy", preview: "2023-10-26", stable: "2024-07-26", value: "none" },
  { path: "networkProfile.networkPolicy", preview: "2023-10-26", stable: "2024-07-26", value: "cilium" },
  {
    path: "networkProfile.loadBalancerProfile.backendPoolType",
    preview: "2022-11-24",
    stable: "2024-01-25",
    value: "nodeIPConfiguration",
  },
  {
    path: "workloadAutoScalerProfile.verticalPodAutoscaler.addonAutoscaling",
    preview: "2024-01-04",
    stable: "never",
    value: "Unspecified",
  },
  { path: "workloadAutoScalerProfile", preview: "2022-11-24", stable: "2023-04-29", value: {} },
  { path: "oidcIssuerProfile", preview: "2022-02-01", stable: "2022-10-25", value: { enabled: false } },
  {
    path: "autoUpgradeProfile",
    preview: "2023-10-26",
    stable: "2023-08-23",
    value: { nodeOSUpgradeChannel: "NodeImage" },
  },
  {
    path: "autoUpgradeProfile.nodeOSUpgradeChannel",
    preview: "2023-10-26",
    stable: "2023-08-23",
    value: "NodeImage",
  },
];

export const poolHistory: readonly HistoryRow[] = [
  { path: "eTag", preview: "2024-03-29", stable: "2024-12-01" },
  { path: "securityProfile", preview: "2023-10-26", stable: "2024-10-16" },
  { path: "securityProfile.enableVTPM", preview: "2024-02-05", value: false },
  { path: "securityProfile.enableSecureBoot", preview: "2024-02-05", value: false },
  { path: "securityProfile.sshAccess", stable: "2026-01-24", value: "LocalUser" },
  { path: "upgradeSettings.maxUnavailable", preview: "2025-04-10", stable: "2025-04-10", value: "0" },
  { path: "upgradeStrategy", preview: "2025-09-05", value: "Rolling" },
  { path: "networkProfile", stable: "never", value: {} },
];
