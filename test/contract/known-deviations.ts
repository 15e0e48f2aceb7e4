/**
 * Where the simulator's replies may leave Microsoft's Bicep types, because recorded traffic does: the line as
 * `deviations` gives it (or its beginning), and why.
 */
export const knownDeviations: readonly (readonly [line: string, why: string])[] = [
  ["value type: Microsoft.ContainerService/ManagedClusters ", "recorded: the type of a cluster has a capital M"],
  [
    "value properties.networkProfile.loadBalancerProfile.backendPoolType: nodeIPConfiguration ",
    "recorded: in every reply spelled with a small n",
  ],
  ["unknown properties.controlPlanePluginProfiles", "recorded 2024 to 2025-11 in previews, in no contract"],
  ["unknown properties.enableFIPS", "recorded 2025-11 with 2025-09-02-preview, in the contracts of later previews"],
  ["value type: Microsoft.ContainerService/ManagedClusterSnapshots ", "recorded 2023-06: with capitals"],
  [
    "value type: Microsoft.ContainerService/Snapshots ",
    "the example of the contract of 2024-06-02-preview: a capital S",
  ],
  ["null properties.kubernetes.nodeInitializationTaints", "recorded 2025-09 and -10: of machines without such taints"],
  ["value properties.hardware.gpuInstanceProfile:  ", "recorded 2025-09 and -10: empty where there is none"],
  ["value properties.kubernetes.workloadRuntime:  ", "recorded 2025-09 and -10: empty where none was asked for"],
  ["unknown eTag", "recorded 2025-04: of load balancers, in no contract"],
  ["unknown properties.name", "recorded 2025-04: of load balancers, in no contract"],
  ["null properties.agentPoolProfiles", "recorded 2024-06: the upgrade profile of a cluster"],
  ["value type: Microsoft.ContainerService/managedClusters/upgradeprofiles ", "recorded 2024-06: all in small letters"],
];
