import type { Json } from "../json.js";

/**
 * What happens to a property of a PUT:
 * - `kept`: stored and repeated; it acts, or it has no effect that the local Azure could show;
 * - `ignored`: read-only, or accepted and not repeated (as recorded);
 * - `refused`: AKS has it, the local Azure does not model it: 501, unless the value asks for nothing;
 * - `only`: refused with any value but these;
 * - a table: the same for the properties inside.
 * A name in no table is in no contract that was read: 400.
 */
export type Treatment = "kept" | "ignored" | "refused" | { readonly only: readonly Json[] } | PropertyTable;

export interface PropertyTable {
  readonly inside: Readonly<Record<string, Treatment>>;
}

const all = (treatment: Treatment, ...names: readonly string[]): Record<string, Treatment> =>
  Object.fromEntries(names.map((name) => [name, treatment]));

const only = (...values: readonly Json[]): Treatment => ({ only: values });

/**
 * `properties` of a pool. Names: the contracts of 2024-05-01 to 2026-05-02-preview, all together (that a version knows a
 * property is not checked); `enableCustomCATrust`: recorded 2025-04.
 */
export const poolProperties: PropertyTable = {
  inside: {
    ...all(
      "kept",
      "count",
      "minCount",
      "maxCount",
      "enableAutoScaling",
      "vmSize",
      "maxPods",
      "mode",
      "workloadRuntime",
    ),
    ...all("kept", "osDiskSizeGB", "osDiskType", "kubeletDiskType", "osType", "type", "orchestratorVersion"),
    ...all("kept", "vnetSubnetID", "availabilityZones", "tags", "nodeLabels", "nodeTaints", "nodeInitializationTaints"),
    ...all("kept", "enableEncryptionAtHost", "enableUltraSSD", "enableFIPS"),
    osSKU: only("Ubuntu", "Ubuntu2204", "Ubuntu2404", "AzureLinux", "AzureLinux3", "Mariner", "CBLMariner"),
    scaleDownMode: only("Delete"),
    upgradeStrategy: only("Rolling"),
    upgradeSettings: {
      inside: {
        ...all("kept", "maxSurge", "minSurge", "maxUnavailable", "maxBlockedNodes", "drainTimeoutInMinutes"),
        ...all("kept", "nodeSoakDurationInMinutes", "undrainableNodeBehavior"),
      },
    },
    securityProfile: { inside: all("kept", "sshAccess", "enableVTPM", "enableSecureBoot") },
    artifactStreamingProfile: { inside: all("kept", "enabled") },
    powerState: { inside: { code: only("Running") } },
    scaleSetPriority: only("Regular"),
    ...all("ignored", "scaleSetEvictionPolicy", "spotMaxPrice"),
    ...all("ignored", "provisioningState", "currentOrchestratorVersion", "nodeImageVersion", "eTag", "status"),
    ...all("refused", "messageOfTheDay", "podSubnetID", "podIPAllocationMode", "enableNodePublicIP"),
    ...all("refused", "nodePublicIPPrefixID", "proximityPlacementGroupID", "kubeletConfig", "linuxOSConfig"),
    ...all("refused", "gpuInstanceProfile", "gpuProfile", "creationData", "capacityReservationGroupID", "hostGroupID"),
    ...all("refused", "networkProfile", "windowsProfile", "gatewayProfile", "virtualMachinesProfile"),
    ...all("refused", "virtualMachineNodesStatus", "localDNSProfile", "nodeCustomizationProfile"),
    ...all("refused", "upgradeSettingsBlueGreen", "enableOSDiskFullCaching", "preparedImageSpecificationProfile"),
    ...all("refused", "enableCustomCATrust"),
  },
};

const networkProfile: PropertyTable = {
  inside: {
    ...all("kept", "networkPlugin", "networkPluginMode", "networkPolicy", "networkDataplane", "podCidr", "serviceCidr"),
    ...all("kept", "podCidrs", "dnsServiceIP", "outboundType", "loadBalancerSku"),
    loadBalancerProfile: {
      inside: {
        managedOutboundIPs: { inside: { count: "kept", countIPv6: "refused" } },
        backendPoolType: only("nodeIPConfiguration"),
        ...all("kept", "allocatedOutboundPorts", "idleTimeoutInMinutes"),
        ...all("refused", "outboundIPs", "outboundIPPrefixes", "enableMultipleStandardLoadBalancers"),
        ...all("refused", "clusterServiceLoadBalancerHealthProbeMode"),
        effectiveOutboundIPs: "ignored",
      },
    },
    ipFamilies: only(["IPv4"]),
    podLinkLocalAccess: only("IMDS"),
    serviceCidrs: "kept",
    ...all("refused", "networkMode", "advancedNetworking", "natGatewayProfile", "natGatewayId", "kubeProxyConfig"),
    ...all("refused", "staticEgressGatewayProfile", "bastionProfile"),
  },
};

const isEnabled: PropertyTable = { inside: { enabled: "kept" } };

/** `properties` of a cluster; names as for pools, `controlPlanePluginProfiles` from recorded replies of 2025-11. */
const clusterProperties: PropertyTable = {
  inside: {
    ...all("kept", "kubernetesVersion", "dnsPrefix", "nodeResourceGroup", "enableRBAC", "disableLocalAccounts"),
    ...all("kept", "supportPlan"),
    // Each entry goes through the table of pools.
    agentPoolProfiles: "kept",
    networkProfile,
    linuxProfile: { inside: { adminUsername: "kept", ssh: { inside: { publicKeys: "kept" } } } },
    servicePrincipalProfile: { inside: { clientId: "kept", secret: "refused" } },
    oidcIssuerProfile: { inside: { enabled: "kept", issuerURL: "ignored" } },
    aadProfile: {
      inside: {
        ...all("kept", "managed", "enableAzureRBAC", "adminGroupObjectIDs", "tenantID"),
        ...all("refused", "clientAppID", "serverAppID", "serverAppSecret"),
      },
    },
    autoUpgradeProfile: { inside: all("kept", "upgradeChannel", "nodeOSUpgradeChannel") },
    storageProfile: {
      inside: {
        diskCSIDriver: { inside: { enabled: "kept", version: only("v1") } },
        fileCSIDriver: isEnabled,
        snapshotController: isEnabled,
        blobCSIDriver: "refused",
      },
    },
    metricsProfile: { inside: { costAnalysis: "refused" } },
    nodeProvisioningProfile: { inside: { mode: only("Manual"), defaultNodePools: "kept" } },
    bootstrapProfile: { inside: { artifactSource: only("Direct"), containerRegistryId: "refused" } },
    powerState: { inside: { code: only("Running") } },
    ...all("ignored", "provisioningState", "maxAgentPools", "currentKubernetesVersion", "fqdn", "privateFQDN"),
    ...all("ignored", "azurePortalFQDN", "resourceUID", "status", "controlPlanePluginProfiles"),
    // Taken where it repeats what is there.
    identityProfile: "refused",
    ...all("refused", "fqdnSubdomain", "windowsProfile", "addonProfiles", "podIdentityProfile", "upgradeSettings"),
    ...all("refused", "nodeResourceGroupProfile", "autoScalerProfile", "apiServerAccessProfile", "diskEncryptionSetID"),
    ...all("refused", "privateLinkResources", "httpProxyConfig", "securityProfile", "ingressProfile"),
    ...all("refused", "publicNetworkAccess", "workloadAutoScalerProfile", "azureMonitorProfile", "serviceMeshProfile"),
    ...all("refused", "aiToolchainOperatorProfile", "schedulerProfile", "hostedSystemProfile", "creationData"),
    ...all("refused", "enableFIPS", "enableNamespaceResources", "enablePodSecurityPolicy", "healthMonitorProfile"),
    ...all("refused", "controlPlaneScalingProfile", "nodeDisruptionProfile"),
  },
};

/** What ARM itself puts beside `properties`. */
const envelope = all("ignored", "id", "name", "type", "eTag", "systemData");

/** The whole body of a cluster's PUT. */
export const clusterBodyTable: PropertyTable = {
  inside: {
    ...envelope,
    ...all("kept", "location", "tags"),
    kind: only("Base"),
    sku: { inside: { name: only("Base"), tier: "kept" } },
    identity: {
      inside: {
        ...all("kept", "type", "userAssignedIdentities"),
        ...all("ignored", "principalId", "tenantId"),
        delegatedResources: "refused",
      },
    },
    extendedLocation: "refused",
    properties: clusterProperties,
  },
};

/** The body of a pool's PUT, but for what `poolProperties` looks at. */
export const poolEnvelopeTable: PropertyTable = { inside: { ...envelope, properties: "kept" } };
