/** Values likewise, by the name of the property. */
export const valuesBeyondContract: Readonly<Record<string, readonly string[]>> = {
  // Recorded 2025-09 with a preview.
  osSKU: ["AzureLinuxOSGuard", "AzureLinux3OSGuard"],
  // Recorded 2024-09 with a preview.
  outboundType: ["block"],
};

/**
 * Properties that requests or replies have and no contract names, in the form of `contract-data.ts`.
 *
 * "recorded": in recorded traffic. "SDK": in the models of Microsoft's Python SDK for the previews of the years named
 * (or stable versions, where "@0-1" stands), and gone by 2025-09-02-preview. Recordings of those years were given newer
 * api-versions afterwards; that the service took the properties then is what they show.
 */
export const beyondContract: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ManagedClusterProperties: {
    // Recorded 2024 to 2025-11, in replies.
    controlPlanePluginProfiles: "any read-only @4,6,9",
    // Recorded 2025-11 with 2025-09-02-preview; in the contracts of later previews.
    enableFIPS: "boolean @4,6,9",
    // Recorded 2021 to 2025-04; SDK 2021 to 2025-01-01.
    enablePodSecurityPolicy: "boolean @0-1,4,6,9",
    // SDK 2022 and 2023.
    guardrailsProfile: "any @4,6,9",
    // SDK 2023-11 to 2025-03.
    safeguardsProfile: "any @4,6,9",
  },
  // Recorded in every preview from 2023-11 to 2025-10-02-preview (2026-02); the contracts after that do not name it.
  ManagedClusterStorageProfileDiskCSIDriver: { version: "text @4,6" },
  // Recorded 2025-08 with the stable 2023-01-01, in replies and taken back; in the contracts from 2025-08-01 on.
  ManagedClusterAPIServerAccessProfile: { enableVnetIntegration: "boolean", subnetId: "text" },
  // Recorded, always null, in replies.
  ManagedClusterAADProfile: { adminUsers: "any read-only" },
  // Recorded 2021 to 2025-04; SDK 2022 to 2025-03.
  ManagedClusterAgentPoolProfile: { enableCustomCATrust: "boolean @4,6,9" },
  ManagedClusterAgentPoolProfileProperties: { enableCustomCATrust: "boolean @4,6,9" },
  ContainerServiceNetworkProfile: {
    // Recorded 2022; SDK 2021 to 2023-03.
    dockerBridgeCidr: "text @0-1,4,6,9",
    // SDK 2022-09 to 2023-01, 2023-05 to 2024-03.
    ebpfDataplane: "text @4,6,9",
    monitoring: "any @4,6,9",
  },
  // SDK 2021-07 to 2022-04.
  ManagedClusterSecurityProfile: { azureDefender: "any @0-1,4,6,9" },
  // SDK 2022-03 to 2023-06.
  ManagedClusterIngressProfileWebAppRouting: { dnsZoneResourceId: "text @4,6,9" },
  // SDK 2022-07 to 2023-06.
  ManagedClusterWorkloadAutoScalerProfileVerticalPodAutoscaler: {
    controlledValues: "text @4,6,9",
    updateMode: "text @4,6,9",
  },
  // SDK 2023-01 to 2023-06.
  UpgradeOverrideSettings: { controlPlaneOverrides: "text[] @4,6,9" },
  // SDK 2023-06 to 2024-01.
  IstioEgressGateway: { nodeSelector: "text{} @4,6,9" },
  // SDK 2023-07 to 2024-01.
  ManagedClusterAzureMonitorProfile: { logs: "any @4,6,9" },
  ManagedClusterAzureMonitorProfileMetrics: { appMonitoringOpenTelemetryMetrics: "any @4,6,9" },
  ManagedClusterAzureMonitorProfileAppMonitoring: { enabled: "boolean @4,6,9" },
  ManagedClusterAzureMonitorProfileContainerInsights: { windowsHostLogs: "any @4,6,9" },
  // SDK 2023-08 and 2023-09.
  ManagedClusterPropertiesAutoScalerProfile: { expanders: "text[] @4,6,9" },
  // SDK 2023-09 to 2024-10.
  GPUProfile: { installGPUDriver: "boolean @4,6,9" },
  // SDK 2023-10 to 2024-10.
  ManualScaleProfile: { sizes: "text[] @4,6,9", osDiskSizeGB: "integer @4,6,9", osDiskType: "text @4,6,9" },
  AutoScaleProfile: { sizes: "text[] @4,6,9", osDiskSizeGB: "integer @4,6,9", osDiskType: "text @4,6,9" },
  // Recorded 2025-04, in replies.
  LoadBalancerProperties: { name: "text read-only @4,6,9" },
  "Microsoft.ContainerService/managedClusters/loadBalancers": { eTag: "text read-only @4,6,9" },
  // A resource of its own document (2025-05-02-preview), which is not among the contracts: recorded 2025-11.
  DeploymentSafeguard: {
    eTag: "text read-only",
    id: "text read-only",
    name: "text read-only",
    properties: "DeploymentSafeguardsProperties",
    type: "text read-only",
  },
  // OpenAPI of 2024-05-01; Bicep has no actions.
  RunCommandRequest: { command: "text required", context: "text", clusterToken: "text" },
  DeploymentSafeguardsProperties: {
    excludedNamespaces: "text[]",
    level: "text =Enforce|Warn",
    podSecurityStandardsLevel: "text =Baseline|Privileged|Restricted",
    provisioningState: "text read-only",
    systemExcludedNamespaces: "text[] read-only",
  },
  // OpenAPI of 2024-06-02-preview.
  AdvancedNetworkingObservability: { tlsManagement: "text @4,6,9" },
  AdvancedNetworkingSecurity: { fqdnPolicy: "any @4,6,9" },
};
