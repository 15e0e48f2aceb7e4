import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cluster, KubernetesVersion, Pool, VmSize } from "../../src/azure/azure.js";
import { noFacts, type Facts } from "../../src/facts/facts.js";
import { isJsonObject, stringAt, type JsonObject } from "../../src/json.js";
import { preflight } from "../../src/preflight/preflight.js";
import { rules } from "../../src/preflight/rules.js";
import { preflightRequest } from "../../src/provision/preflight-request.js";
import { gvisor as gvisorRow } from "../../src/runtimes/gvisor.js";
import { runtimes } from "../../src/runtimes/index.js";
import type { SandboxRuntime } from "../../src/runtimes/runtime.js";
import { resolveSpec } from "../../src/spec/resolve.js";

/** A request and what is there. */
interface Case {
  readonly flags?: Partial<Parameters<typeof resolveSpec>[0]>;
  readonly facts?: Partial<Facts>;
  /** Laid over the properties of the pool's body, for what no flag lets through. */
  readonly body?: JsonObject;
}

function size(name: string, parts: Partial<VmSize> = {}): VmSize {
  return {
    name,
    family: "standardDSv5Family",
    vcpus: 4,
    memoryGb: 16,
    generations: ["V1", "V2"],
    cpu: "x64",
    zones: ["1", "2", "3"],
    isRestricted: false,
    restrictedZones: [],
    restrictionReason: undefined,
    nestedVirtualization: undefined,
    ...parts,
  };
}

const usual = [size("Standard_D4s_v5"), size("Standard_D2s_v5", { vcpus: 2, memoryGb: 8 })];

function version(name: string, parts: Partial<KubernetesVersion> = {}): KubernetesVersion {
  const plans = ["KubernetesOfficial", "AKSLongTermSupport"];
  return {
    version: name,
    patchVersions: [`${name}.1`, `${name}.2`],
    isPreview: false,
    isDefault: false,
    supportPlans: plans,
    ...parts,
  };
}

function livePool(name: string, parts: Partial<Pool> = {}): Pool {
  return {
    id: undefined,
    name,
    mode: "User",
    count: 1,
    vmSize: "Standard_D4s_v5",
    osType: "Linux",
    osSku: "AzureLinux",
    workloadRuntime: "KataVmIsolation",
    provisioningState: "Succeeded",
    powerState: "Running",
    autoscaling: undefined,
    maxPods: 30,
    osDiskSizeGb: 128,
    vnetSubnetId: undefined,
    nodeImageVersion: undefined,
    orchestratorVersion: undefined,
    currentOrchestratorVersion: undefined,
    availabilityZones: [],
    nodeLabels: {},
    nodeTaints: [],
    tags: {},
    eTag: undefined,
    ...parts,
  };
}

function cluster(parts: Partial<Cluster> = {}): Partial<Facts> {
  const found: Cluster = {
    id: "/subscriptions/s/resourceGroups/tenants-rg/providers/Microsoft.ContainerService/managedClusters/tenants",
    name: "tenants",
    resourceGroup: "tenants-rg",
    location: "westus3",
    provisioningState: "Succeeded",
    powerState: "Running",
    kubernetesVersion: "1.34",
    currentKubernetesVersion: "1.34.2",
    fqdn: "tenants.example",
    isPrivate: false,
    usesEntra: false,
    localAccountsDisabled: false,
    nodeResourceGroup: "MC_tenants",
    networkPlugin: "azure",
    networkPluginMode: "overlay",
    usesEbpfHostRouting: false,
    oidcIssuerUrl: undefined,
    tags: {},
    eTag: undefined,
    pools: [livePool("system", { workloadRuntime: "OCIContainer", mode: "System" })],
    ...parts,
  };
  return { cluster: found };
}

const ordinaryPool = (nodeLabels: Readonly<Record<string, string>>) =>
  livePool("sandbox", { osSku: "Ubuntu", workloadRuntime: "OCIContainer", nodeLabels });
const installerImage = `registry.example/gvisor@sha256:${"0".repeat(64)}`;
const gvisor = { runtime: "gvisor", installerImage };
/** A row that brings checks of its own. */
const sixth: SandboxRuntime = {
  ...gvisorRow,
  id: "sixth",
  aliases: [],
  installer: undefined,
  incompatible: [
    {
      id: "pod-subnet",
      setting: "podSubnetID",
      reason: "its network cannot",
      source: "https://sixth.example/network",
      evidence: "verified",
      applies: (pool) => stringAt(pool, "properties", "podSubnetID") !== undefined,
    },
  ],
  nodeDemands: [{ id: "module", says: "a kernel module", cure: "load it", source: "https://sixth.example/module" }],
};
const pools = (count: number) => Array.from({ length: count }, (_, index) => livePool(`p${index}`));
const sizes = (...more: readonly VmSize[]) => ({ vmSizes: [...usual, ...more] });
const vmSize = (nodeVmSize: string, parts: Partial<VmSize> = {}): Case => ({
  flags: { nodeVmSize },
  facts: sizes(size(nodeVmSize, parts)),
});
const setPool = (...texts: readonly string[]): Case => ({ flags: { setPool: texts } });
const usages = (name: string, limit: number): Case => ({ facts: { usages: [{ name, current: 4, limit }] } });
const preview = { workloadRuntime: "KataMshvVmIsolation" };
const previewFeature = "Microsoft.ContainerService/KataVMIsolationPreview";
const feature = (state: string): Case => ({
  flags: preview,
  facts: { registrations: new Map([[previewFeature, state]]) },
});
/** A new cluster, whose pool's nodes begin with a taint. */
const taintsFeature = (apiVersion: string | undefined): Case => ({
  flags: { ...gvisor, apiVersion },
  facts: {
    registrations: new Map([["Microsoft.ContainerService/NodeInitializationTaintsPreview", "NotRegistered"]]),
  },
});
const provider = (state: string): Case => ({
  facts: { registrations: new Map([["Microsoft.ContainerService", state]]) },
});
const acceleration = "properties.networkProfile.advancedNetworking.performance.accelerationMode";
const may = (...actions: readonly string[]): Case => ({ facts: { permissions: [{ actions, notActions: [] }] } });
const kubernetes = (kubernetesVersion: string | undefined, ...offered: readonly KubernetesVersion[]): Case => ({
  flags: { kubernetesVersion },
  facts: { kubernetesVersions: offered },
});

const clusters = (count: number, location: string): Case => ({
  facts: { clusterLocations: Array.from({ length: count }, () => location) },
});

const group = "/subscriptions/s/resourceGroups/tenants-rg";
const ofGroup = `${group}/providers/Microsoft.ContainerService/managedClusters`;
const locked = (scope: string, level = "ReadOnly"): Case => ({
  facts: { locks: [{ name: "frozen", level, scope, id: `${scope}/providers/Microsoft.Authorization/locks/frozen` }] },
});

/** Rule, severity, the request that it speaks against with a part of its reason, and the nearest that it lets through. */
const table: readonly (readonly [id: string, "refuse" | "warn", Case, RegExp, Case])[] = [
  [
    "size-offered",
    "refuse",
    { flags: { nodeVmSize: "Standard_D8s_v5" }, facts: sizes() },
    /D8s_v5 is not offered in westus3/,
    vmSize("Standard_D8s_v5"),
  ],
  [
    "size-offered",
    "refuse",
    vmSize("Standard_D4s_v6", { isRestricted: true, restrictionReason: "NotAvailableForSubscription" }),
    /closed to this subscription .*NotAvailableForSubscription/,
    vmSize("Standard_D4s_v6"),
  ],
  [
    "architecture",
    "refuse",
    vmSize("Standard_D4s_v6", { cpu: "Arm64" }),
    /Arm64/,
    vmSize("Standard_D4s_v6", { cpu: "x64" }),
  ],
  [
    "architecture",
    "refuse",
    { body: { vmSize: "Standard_D4ps_v5" } },
    /D4ps_v5 has an Arm64/,
    { body: { vmSize: "Standard_D4s_v5" } },
  ],
  [
    "architecture",
    "warn",
    { flags: gvisor, body: { vmSize: "Standard_D4ps_v5" } },
    /gvisor is not known to run there: the installer's Dockerfile builds for x64/,
    { flags: gvisor, body: { vmSize: "Standard_D4s_v5" } },
  ],
  // By its name alone, where nothing is known of the region.
  ...["Standard_D4ps_v5", "Standard_D4plds_v5"].map(
    (nodeVmSize) =>
      [
        "architecture",
        "refuse",
        { flags: { nodeVmSize }, facts: { vmSizes: undefined } },
        /v5 has an Arm64/,
        { flags: { nodeVmSize: "Standard_D4s_v5" }, facts: { vmSizes: undefined } },
      ] as const,
  ),
  [
    "generation",
    "refuse",
    vmSize("Standard_D4s_v3", { generations: ["V1"] }),
    /runs generation 1 machines alone/,
    vmSize("Standard_D4s_v3", { generations: ["V1", "V2"] }),
  ],
  ["confidential-size", "refuse", vmSize("Standard_DC4as_v5"), /confidential/, vmSize("Standard_D4as_v5")],
  ["confidential-size", "refuse", vmSize("Standard_EC96ias_v5"), /confidential/, vmSize("Standard_E96ias_v5")],
  [
    "nested-virtualization",
    "refuse",
    vmSize("Standard_D4as_v4"),
    /series' page says .* not supported/,
    { ...vmSize("Standard_D4as_v4"), flags: { ...gvisor, nodeVmSize: "Standard_D4as_v4" } },
  ],
  ["nested-virtualization", "refuse", vmSize("Standard_B4s_v2"), /not supported/, vmSize("Standard_D4s_v3")],
  [
    "nested-virtualization",
    "warn",
    vmSize("Standard_D4ls_v5"),
    /AKS refused Standard_D2ls_v5/,
    vmSize("Standard_D4s_v5"),
  ],
  ["nested-virtualization", "warn", vmSize("Standard_D4s_v4"), /sources disagree/, vmSize("Standard_D4ds_v4")],
  [
    "nested-virtualization",
    "warn",
    vmSize("Standard_F4s_v2"),
    /AKS decides/,
    vmSize("Standard_F4s_v2", { nestedVirtualization: true }),
  ],
  [
    "zones",
    "refuse",
    {
      flags: { zones: ["1", "3"] },
      facts: { vmSizes: [size("Standard_D4s_v5", { zones: ["1", "2"] })] },
    },
    /not offered in zone 3/,
    { flags: { zones: ["1", "2"] }, facts: { vmSizes: [size("Standard_D4s_v5", { zones: ["1", "2"] })] } },
  ],
  [
    "zones",
    "refuse",
    { flags: { zones: ["3"] }, facts: { vmSizes: [size("Standard_D4s_v5", { restrictedZones: ["3"] })] } },
    /closed to this subscription in zone 3/,
    { flags: { zones: ["2"] }, facts: { vmSizes: [size("Standard_D4s_v5", { restrictedZones: ["3"] })] } },
  ],
  [
    "system-pool-size",
    "refuse",
    { flags: { systemVmSize: "Standard_B2ms" } },
    /pool system: Standard_B2ms is of the B series/,
    { flags: { systemVmSize: "Standard_D2s_v5" } },
  ],
  [
    "system-pool-size",
    "refuse",
    { flags: { systemVmSize: "Standard_F1s" }, facts: sizes(size("Standard_F1s", { vcpus: 1, memoryGb: 2 })) },
    /has 1 vCPU and 2 GB/,
    { flags: { systemVmSize: "Standard_F2s" }, facts: sizes(size("Standard_F2s", { vcpus: 2, memoryGb: 4 })) },
  ],
  [
    "system-pool-size",
    "refuse",
    { ...vmSize("Standard_B4ms"), facts: { ...vmSize("Standard_B4ms").facts, ...cluster() }, body: { mode: "System" } },
    /pool sandbox: Standard_B4ms is of the B series/,
    { ...vmSize("Standard_B4ms"), facts: { ...vmSize("Standard_B4ms").facts, ...cluster() } },
  ],
  [
    "system-pool-nodes",
    "warn",
    { flags: { systemCount: "1" } },
    /pool system would have 1 node, .* asks for 2/,
    { flags: { systemCount: "2" } },
  ],
  [
    "system-pool-nodes",
    "warn",
    { flags: { nodeCount: "1", sandboxSystemPool: true } },
    /pool sandbox would have 1 node/,
    { flags: { nodeCount: "1" } },
  ],
  [
    "windows",
    "refuse",
    { body: { osType: "Windows" } },
    /a Windows pool cannot be combined/,
    { body: { osType: "Linux" } },
  ],
  [
    "os-sku",
    "refuse",
    { flags: { osSku: "Ubuntu" } },
    /OS SKU Ubuntu: only AzureLinux/,
    { flags: { osSku: "azurelinux" } },
  ],
  ["os-sku", "refuse", { flags: { osSku: "Windows2022" } }, /OS SKU Windows2022: only AzureLinux/, {}],
  ["os-sku", "warn", { flags: { osSku: "AzureLinux3" } }, /in no documentation/, { flags: { osSku: "AzureLinux" } }],
  ["old-names", "warn", { flags: preview }, /KataMshvVmIsolation/, { flags: { workloadRuntime: "KataVmIsolation" } }],
  ["old-names", "warn", { flags: { osSku: "Mariner" } }, /OS SKU Mariner/, {}],
  ["fips", "refuse", setPool("properties.enableFIPS=true"), /2026-06-19/, setPool("properties.enableFIPS=false")],
  [
    "artifact-streaming",
    "refuse",
    setPool("properties.artifactStreamingProfile.enabled=true"),
    /2026-04-28/,
    setPool("properties.artifactStreamingProfile.enabled=false"),
  ],
  [
    "trusted-launch",
    "refuse",
    setPool("properties.securityProfile.enableVTPM=true"),
    /Trusted Launch/,
    setPool("properties.securityProfile.enableVTPM=false"),
  ],
  ["ebpf-host-routing", "refuse", { facts: cluster({ usesEbpfHostRouting: true }) }, /BpfVeth/, { facts: cluster() }],
  [
    "ebpf-host-routing",
    "refuse",
    { flags: { set: [`${acceleration}=BpfVeth`] } },
    /BpfVeth/,
    { flags: { set: [`${acceleration}=None`] } },
  ],
  [
    "runtime-settings",
    "refuse",
    { flags: { runtime: "sixth" }, body: { podSubnetID: "/subnet" } },
    /podSubnetID cannot be combined with sixth: its network cannot/,
    { flags: gvisor, body: { podSubnetID: "/subnet" } },
  ],
  ["node-demands", "warn", { flags: { runtime: "sixth" } }, /a kernel module/, {}],
  ["node-demands", "warn", { flags: gvisor }, /containerd 2 or newer/, {}],
  [
    "os-sku-version",
    "refuse",
    { facts: cluster({ currentKubernetesVersion: "1.31.9" }) },
    /pool sandbox: OS SKU AzureLinux with Kubernetes 1\.31\.9: .* 2026-03-31/,
    { facts: cluster({ currentKubernetesVersion: "1.32.0" }) },
  ],
  [
    "os-sku-version",
    "refuse",
    { flags: { ...gvisor, osSku: "AzureLinux" }, facts: cluster({ currentKubernetesVersion: "1.31.9" }) },
    /AzureLinux with Kubernetes 1\.31\.9/,
    { flags: gvisor, facts: cluster({ currentKubernetesVersion: "1.31.9" }) },
  ],
  [
    "os-sku-version",
    "refuse",
    { flags: { osSku: "AzureLinux3" }, facts: cluster({ currentKubernetesVersion: "1.37.0" }) },
    /AzureLinux3 with Kubernetes 1\.37\.0: .* 1\.28 to 1\.36 alone/,
    { flags: { osSku: "AzureLinux3" }, facts: cluster({ currentKubernetesVersion: "1.36.2" }) },
  ],
  // Azure Linux 3 by its own name is there below 1.32, too.
  [
    "os-sku-version",
    "refuse",
    { flags: { osSku: "AzureLinux3" }, facts: cluster({ currentKubernetesVersion: "1.27.9" }) },
    /AzureLinux3 with Kubernetes 1\.27\.9/,
    { flags: { osSku: "AzureLinux3" }, facts: cluster({ currentKubernetesVersion: "1.28.0" }) },
  ],
  [
    "os-sku-version",
    "refuse",
    { ...setPool("properties.orchestratorVersion=1.31.5"), facts: cluster({ currentKubernetesVersion: "1.32.0" }) },
    /AzureLinux with Kubernetes 1\.31\.5/,
    { ...setPool("properties.orchestratorVersion=1.32.0"), facts: cluster({ currentKubernetesVersion: "1.33.0" }) },
  ],
  // The cluster's own pool, beside one of Ubuntu.
  [
    "os-sku-version",
    "refuse",
    { flags: { ...gvisor, kubernetesVersion: "1.31" } },
    /pool system: OS SKU AzureLinux with Kubernetes 1\.31/,
    { flags: { ...gvisor, kubernetesVersion: "1.32" } },
  ],
  [
    "kubernetes-minimum",
    "refuse",
    { facts: cluster({ currentKubernetesVersion: "1.26.3" }) },
    /asks for 1\.27 or newer/,
    { facts: cluster({ currentKubernetesVersion: "1.33.0" }) },
  ],
  [
    "kubernetes-minimum",
    "refuse",
    { flags: gvisor, facts: cluster({ currentKubernetesVersion: "1.30.9" }) },
    /1\.30\.9 of cluster tenants cannot carry gvisor: below 1\.31/,
    { flags: gvisor, facts: cluster({ currentKubernetesVersion: "1.31.0" }) },
  ],
  [
    "kubernetes-minimum",
    "refuse",
    { flags: { kubernetesVersion: "1.26" } },
    /asks for 1\.27 or newer/,
    // What a new cluster would have does not matter where there is one.
    { flags: { kubernetesVersion: "1.26" }, facts: cluster() },
  ],
  [
    "kubernetes-offered",
    "refuse",
    kubernetes("1.32", version("1.33"), version("1.34")),
    /1\.32 is not offered in westus3/,
    kubernetes("1.33", version("1.33")),
  ],
  [
    "kubernetes-offered",
    "refuse",
    kubernetes("1.33.9", version("1.33")),
    /1\.33\.9 is not offered/,
    kubernetes("1.33.2", version("1.33")),
  ],
  [
    "kubernetes-offered",
    "warn",
    kubernetes("1.37", version("1.37", { isPreview: true })),
    /preview/,
    kubernetes("1.37", version("1.37")),
  ],
  [
    "kubernetes-offered",
    "warn",
    kubernetes("1.32", version("1.32", { supportPlans: ["AKSLongTermSupport"] })),
    /long-term support alone/,
    kubernetes("1.32", version("1.32")),
  ],
  [
    "pool-count",
    "refuse",
    { facts: cluster({ pools: pools(100) }) },
    /100 pools/,
    { facts: cluster({ pools: pools(99) }) },
  ],
  ["node-count", "refuse", { body: { count: 1001 } }, /would have 1001 nodes/, { body: { count: 900 } }],
  ["node-count", "warn", { body: { count: 910 } }, /910 nodes and 91 surge nodes are 1001/, { body: { count: 909 } }],
  [
    "cluster-node-count",
    "refuse",
    { facts: cluster({ pools: [livePool("big", { count: 4998 })] }) },
    /5001 nodes/,
    { facts: cluster({ pools: [livePool("big", { count: 4997 })] }) },
  ],
  [
    "cluster-node-count",
    "warn",
    {
      facts: cluster({ pools: [livePool("big", { count: 4990 })] }),
      body: { count: 1, minCount: 1, maxCount: 11 },
    },
    /could come to 5001 nodes, the autoscaler's maximum counted/,
    {
      facts: cluster({ pools: [livePool("big", { count: 4990 })] }),
      body: { count: 1, minCount: 1, maxCount: 10 },
    },
  ],
  ["max-pods", "refuse", { body: { maxPods: 251 } }, /251 pods/, { body: { maxPods: 250 } }],
  ["feature", "warn", feature("NotRegistered"), /is NotRegistered/, feature("Registered")],
  [
    "feature",
    "warn",
    taintsFeature("2025-09-02-preview"),
    /a pool with nodeInitializationTaints needs the feature .* is NotRegistered/,
    taintsFeature(undefined),
  ],
  ["provider", "refuse", provider("NotRegistered"), /is NotRegistered/, provider("Registering")],
  [
    "pool-differs",
    "refuse",
    { facts: cluster({ pools: [livePool("sandbox", { vmSize: "Standard_D8s_v5" })] }) },
    /the VM size is Standard_D8s_v5, asked for is Standard_D4s_v5/,
    { facts: cluster({ pools: [livePool("sandbox")] }) },
  ],
  [
    "pool-differs",
    "refuse",
    { facts: cluster({ pools: [livePool("sandbox", { osSku: "Ubuntu" })] }) },
    /the OS SKU is Ubuntu, asked for is AzureLinux/,
    // It carries the runtime, too, and the service moves a pool between Linux SKUs in place.
    { facts: cluster({ pools: [livePool("sandbox", { osSku: "AzureLinux3" })] }) },
  ],
  [
    "pool-differs",
    "refuse",
    { flags: gvisor, facts: cluster({ pools: [livePool("sandbox", { osSku: "Ubuntu" })] }) },
    /is KataVmIsolation, asked for is OCIContainer.*AKS runs pod-sandboxing on it, and such a pool never gives gvisor/,
    { flags: gvisor, facts: cluster({ pools: [ordinaryPool({ "aks-sandbox/runtime": "gvisor" })] }) },
  ],
  [
    "pool-differs",
    "refuse",
    { flags: gvisor, facts: cluster({ pools: [ordinaryPool({})] }) },
    /the label aks-sandbox\/runtime is missing, asked for is gvisor$/,
    { flags: gvisor, facts: cluster({ pools: [ordinaryPool({ "aks-sandbox/runtime": "gvisor" })] }) },
  ],
  [
    "cluster-stopped",
    "refuse",
    { facts: cluster({ powerState: "Stopped" }) },
    /is stopped/,
    { facts: cluster({ powerState: "Running" }) },
  ],
  [
    "cluster-busy",
    "warn",
    { facts: cluster({ provisioningState: "Upgrading" }) },
    /is Upgrading: the pool waits/,
    { facts: cluster({ provisioningState: "Failed" }) },
  ],
  [
    "api-server",
    "refuse",
    { facts: { ...cluster({ isPrivate: true }), apiServerFault: "ENOTFOUND" } },
    /private API server .* ENOTFOUND/,
    { flags: { kubernetes: false }, facts: { ...cluster({ isPrivate: true }), apiServerFault: "ENOTFOUND" } },
  ],
  [
    "api-server",
    "refuse",
    { facts: { ...cluster(), apiServerFault: "ECONNREFUSED" } },
    /the API server of cluster tenants cannot be reached from here: ECONNREFUSED/,
    // Private, and this machine is in its network.
    { facts: cluster({ isPrivate: true }) },
  ],
  [
    "api-server",
    "warn",
    { flags: { set: ["properties.apiServerAccessProfile.enablePrivateCluster=true"] } },
    /cluster tenants would be private /,
    { flags: { set: ["properties.apiServerAccessProfile.enablePrivateCluster=true"], kubernetes: false } },
  ],
  [
    "local-accounts",
    "refuse",
    { facts: cluster({ localAccountsDisabled: true }) },
    /every sign-in fails/,
    { facts: cluster({ localAccountsDisabled: true, usesEntra: true }) },
  ],
  [
    "local-accounts",
    "refuse",
    { flags: { set: ["properties.disableLocalAccounts=true"] } },
    /every sign-in fails/,
    { flags: { set: ["properties.disableLocalAccounts=true", "properties.aadProfile.managed=true"] } },
  ],
  // 3 nodes of 4 vCPU with one surge node, and 2 of 2 with one more: 22 cores.
  [
    "quota-family",
    "refuse",
    usages("standardDSv5Family", 25),
    /22 cores of standardDSv5Family .* 21 of 25 are left/,
    usages("standardDSv5Family", 26),
  ],
  // Three nodes; five that the autoscaler may add, and a surge node: 24 cores, and 6 of the system pool.
  [
    "quota-family",
    "refuse",
    { ...usages("standardDSv5Family", 33), body: { count: 3, minCount: 3, maxCount: 5 } },
    /30 cores of standardDSv5Family .* 29 of 33 are left/,
    { ...usages("standardDSv5Family", 34), body: { count: 3, minCount: 3, maxCount: 5 } },
  ],
  // Spot machines have a quota of their own: the system pool's alone is counted.
  [
    "quota-family",
    "refuse",
    usages("standardDSv5Family", 25),
    /22 cores/,
    { ...usages("standardDSv5Family", 10), body: { scaleSetPriority: "Spot" } },
  ],
  ["quota-regional", "refuse", usages("cores", 25), /22 cores of the region's total/, usages("cores", 26)],
  [
    "quota-clusters",
    "refuse",
    clusters(5000, "eastus"),
    /has 5000 clusters, and 5000 is the limit/,
    clusters(4999, "eastus"),
  ],
  ["quota-clusters", "warn", clusters(10, "westus3"), /has 10 clusters in westus3; .* to 10, /, clusters(9, "westus3")],
  ["quota-clusters", "warn", clusters(100, "westus3"), /some subscriptions to 100, /, clusters(100, "eastus")],
  [
    "permission",
    "refuse",
    may("Microsoft.Resources/*", "Microsoft.ContainerService/managedClusters/*/action"),
    /may not Microsoft.ContainerService\/managedClusters\/write/,
    may("Microsoft.ContainerService/*", "Microsoft.Resources/*"),
  ],
  [
    "permission",
    "refuse",
    { facts: { ...cluster(), ...may("*/read", "*/action").facts } },
    /may not Microsoft.ContainerService\/managedClusters\/agentPools\/write on cluster tenants/,
    { facts: { ...cluster(), ...may("Microsoft.ContainerService/managedClusters/*").facts } },
  ],
  [
    "permission",
    "refuse",
    {
      ...feature("NotRegistered"),
      facts: {
        ...feature("NotRegistered").facts,
        ...may("Microsoft.ContainerService/*", "Microsoft.Resources/*").facts,
      },
    },
    /may not Microsoft.Features\/providers\/features\/register\/action/,
    {
      ...feature("Registered"),
      facts: { ...feature("Registered").facts, ...may("Microsoft.ContainerService/*", "Microsoft.Resources/*").facts },
    },
  ],
  ["lock", "refuse", locked(group), /lock frozen .* in \S+\/tenants-rg$/, locked(group, "CanNotDelete")],
  ["lock", "refuse", locked("/subscriptions/s"), /in \/subscriptions\/s$/, locked("/subscriptions/s/resourceGroups/a")],
  ["lock", "refuse", locked(`${ofGroup}/Tenants`), /Tenants$/, locked(`${ofGroup}/other`)],
  ["lock", "refuse", locked(group), /tenants-rg$/, locked(`${ofGroup}/tenants/agentPools/system`)],
];

function find({ flags = {}, facts = {}, body = {} }: Case, skip: ReadonlySet<string> = new Set()) {
  const target = { resourceGroup: "tenants-rg", cluster: "tenants", location: "westus3", nodeCount: "3" };
  const spec = resolveSpec({ ...target, ...flags }, [...runtimes, sixth]);
  const all: Facts = { ...noFacts, location: "westus3", vmSizes: usual, ...facts };
  const createsCluster = all.cluster === undefined;
  const createsPool = all.cluster === undefined || all.cluster.pools.every(({ name }) => name !== spec.pool.name);
  const request = preflightRequest(spec, {
    createsCluster,
    createsPool,
    createsGroup: createsCluster,
    location: "westus3",
  });
  const { properties } = request.poolBody;
  const poolBody = { properties: { ...(isJsonObject(properties) ? properties : {}), ...body } };
  return preflight({ ...request, poolBody }, all, skip);
}

describe("each rule", () => {
  for (const [id, severity, bad, reason, good] of table) {
    it(`${id}: ${severity === "refuse" ? "refuses" : "warns of"} ${String(reason)}, and lets its neighbour through`, () => {
      const found = find(bad).findings.filter((finding) => finding.id === id);
      assert.deepEqual(
        found.map((finding) => finding.severity),
        [severity],
        JSON.stringify(find(bad).findings),
      );
      assert.match(found[0]?.reason ?? "", reason);
      assert.notEqual(found[0]?.cure, "");
      const neighbour = find(good).findings.filter((finding) => finding.id === id);
      assert.deepEqual(neighbour, []);
    });
  }

  it("stands in the table, has an id of its own and a document", () => {
    const ids = rules.map(({ id }) => id);
    assert.deepEqual([...new Set(ids)], ids);
    assert.deepEqual([...new Set(table.map(([id]) => id))].sort(), [...ids].sort());
    for (const { source } of rules) assert.match(source, /^https:\/\//);
  });
});

describe("preflight", () => {
  it("has nothing to say against the usual request, nor where nothing is known", () => {
    assert.deepEqual(find({}).findings, []);
    assert.deepEqual(find({ facts: { vmSizes: undefined } }).findings, []);
    assert.equal(find({}).verdict, undefined);
  });

  it("names the document of the runtime that a refusal is about", () => {
    const old = cluster({ currentKubernetesVersion: "1.30.9" });
    const ancient = cluster({ currentKubernetesVersion: "1.19.9" });
    const sourceOf = (id: string, request: Case) => find(request).findings.find((finding) => finding.id === id)?.source;
    const badSize = vmSize("Standard_D4as_v4");
    assert.deepEqual(
      [
        sourceOf("kubernetes-minimum", { flags: gvisor, facts: old }),
        sourceOf("kubernetes-minimum", { flags: gvisor, facts: ancient }),
        sourceOf("os-sku-version", { facts: old }),
        sourceOf("nested-virtualization", { ...badSize, flags: { ...badSize.flags, runtime: "kata" } }),
        sourceOf("nested-virtualization", badSize),
      ],
      [
        "https://github.com/kubernetes/enhancements/issues/3857",
        "https://gvisor.dev/docs/user_guide/containerd/quick_start/",
        "https://learn.microsoft.com/azure/aks/use-azure-linux",
        "https://github.com/kata-containers/kata-containers/blob/4.1.0/docs/installation.md",
        "https://learn.microsoft.com/azure/aks/use-pod-sandboxing",
      ],
    );
  });

  it("keeps a skipped refusal as skipped, and a refusal goes before quota", () => {
    const bad: Case = { flags: { setPool: ["properties.enableFIPS=true"] }, ...usages("cores", 10) };
    assert.equal(find(bad).verdict, "refused");
    const skipped = find(bad, new Set(["fips"]));
    assert.equal(skipped.verdict, "quota");
    assert.deepEqual(
      skipped.findings.map(({ id, severity }) => `${id} ${severity}`),
      ["fips skipped", "quota-regional refuse"],
    );
  });

  it("names the nearest sizes that pass: same vCPUs first; none that is refused, closed, or over quota", () => {
    const offered = sizes(
      size("Standard_D4as_v4", { family: "standardDASv4Family" }),
      size("Standard_E4s_v5", { family: "standardESv5Family", memoryGb: 32 }),
      size("Standard_D4s_v3", { family: "standardDSv3Family", isRestricted: true }),
      size("Standard_D4ds_v5", { family: "standardDDSv5Family" }),
      size("Standard_D8s_v5", { vcpus: 8, memoryGb: 32 }),
      size("Standard_D8ds_v5", { family: "standardDDSv5Family", vcpus: 8, memoryGb: 32 }),
    );
    const facts: Partial<Facts> = {
      ...offered,
      usages: [{ name: "standardDDSv5Family", current: 0, limit: 20 }],
    };
    const [refused] = find({ flags: { nodeVmSize: "Standard_D4as_v4" }, facts }).findings;
    assert.equal(refused?.id, "nested-virtualization");
    assert.match(refused.cure, /; the nearest that pass here: Standard_D4ds_v5, Standard_D4s_v5, Standard_E4s_v5$/);
  });
});
