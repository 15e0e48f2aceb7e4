/**
 * Preview features by name. Those with a date: recorded 2021-08 (a selection: the AKS provider's, a few of the network's).
 * KataVMIsolationPreview, NodeInitializationTaintsPreview: AKS documentation; that they need no approval by a person: assumed.
 */
export type FeatureRow = readonly [
  namespace: string,
  name: string,
  /** Day of its release; undefined: not known. */
  releaseDate: string | undefined,
  approvalType: "AutoApproval" | "ApprovalRequired",
  /** Display name, description and link, where the list has them. */
  words?: readonly [displayName: string, description: string, documentationLink: string],
];

// prettier-ignore
export const featureRows: readonly FeatureRow[] = [
  ["Microsoft.ContainerService", "KataVMIsolationPreview", undefined, "ApprovalRequired"],
  ["Microsoft.ContainerService", "NodeInitializationTaintsPreview", undefined, "ApprovalRequired"],
  ["Microsoft.ContainerService", "AddContainerInsightsSolution", "2019-02-20", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSAuditLog", "2018-12-06", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSAzureStandardLoadBalancer", "2019-06-04", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSHTTPCustomFeatures", "2019-03-20", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSLockingDownEgressPreview", "2019-03-20", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSImage", "2018-09-19", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSPrivateLinkPreview", "2019-07-18", "AutoApproval", ["AKSPrivateLinkPreview", "", ""]],
  ["Microsoft.ContainerService", "APIServerSecurityPreview", "2019-02-07", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AvailabilityZonePreview", "2019-02-07", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "ControlPlaneUnderlay", "2018-10-17", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "DockerEngineImage", "2018-12-07", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "EnableCCPMutatingWebhook", "2018-10-22", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "EnableNetworkPolicy", "2018-12-13", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "EnableSingleIPPerCCP", "2019-01-03", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "HTTP-Application-Routing", "2018-04-13", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "EnableXTablesLock", "2018-11-26", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "LowPriorityPoolPreview", "2019-07-05", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "MobyImage", "2018-11-08", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "MultiAgentpoolPreview", "2019-02-07", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "NodePublicIPPreview", "2019-06-07", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "OpenVPN", "2019-09-04", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "OpenshiftManagedCluster", "2018-08-31", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "RBAC", "2018-05-23", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "V20180331API", "2018-03-15", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "SaveOSATestConfig", "2018-10-23", "ApprovalRequired", ["", "", ""]],
  ["Microsoft.ContainerService", "VMSSPreview", "2019-02-07", "AutoApproval", ["", "", ""]],
  ["Microsoft.Network", "AllowAllocateOptimizations", "2018-09-30", "ApprovalRequired"],
  ["Microsoft.Network", "AllowLBPreview", "2016-08-17", "AutoApproval"],
  ["Microsoft.Network", "AllowLBPreviewWave2", "2017-10-16", "AutoApproval"],
  ["Microsoft.ContainerService", "PrivateClusters", "2019-12-03", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AAD-V2", "2020-01-09", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "AKSNetworkModePreview", "2020-01-21", "AutoApproval", ["", "", ""]],
  ["Microsoft.ContainerService", "SpotPoolPreview", "2020-02-01", "AutoApproval", ["Azure Kubernetes Service Spot Pool", "", ""]],
];
