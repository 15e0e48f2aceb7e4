/**
 * Properties that requests or replies have and no contract names, in the form of `contract-data.ts`.
 *
 * "recorded": in recorded traffic. "2024-06": in Microsoft's OpenAPI document of 2024-06-02-preview, gone by
 * 2025-09-02-preview; recordings of that time were given newer api-versions afterwards, and the service took them.
 */
export const beyondContract: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ManagedClusterProperties: {
    // Recorded 2024 to 2025-11, in replies.
    controlPlanePluginProfiles: "any read-only @4,6,9",
    // Recorded 2025-11, in replies; later previews have it in their contract.
    enableFIPS: "boolean @4,6,9",
    // Recorded 2021 to 2025-04.
    enablePodSecurityPolicy: "boolean @4,6,9",
    // 2024-06.
    safeguardsProfile: "any @4,6,9",
  },
  // Recorded, always null, in replies.
  ManagedClusterAADProfile: { adminUsers: "any read-only" },
  // Recorded 2021 to 2025-04, and 2024-06.
  ManagedClusterAgentPoolProfile: { enableCustomCATrust: "boolean @4,6,9" },
  ManagedClusterAgentPoolProfileProperties: { enableCustomCATrust: "boolean @4,6,9" },
  // Recorded 2022.
  ContainerServiceNetworkProfile: { dockerBridgeCidr: "text @4,6,9" },
  // 2024-06.
  ManualScaleProfile: { sizes: "text[] @4,6,9" },
  AutoScaleProfile: { sizes: "text[] @4,6,9" },
  AdvancedNetworkingObservability: { tlsManagement: "text @4,6,9" },
  AdvancedNetworkingSecurity: { fqdnPolicy: "any @4,6,9" },
  GPUProfile: { installGPUDriver: "boolean @4,6,9" },
};
