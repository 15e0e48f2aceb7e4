import type { AgentPool, ManagedCluster, ManagedClusterAgentPoolProfile } from "@azure/arm-containerservice";
import { ordinaryWorkloadRuntime } from "../runtimes/marks.js";
import type { Cluster, Pool } from "./azure.js";

/** The SDK's pool, of its own or out of a cluster's body, in our words. */
export function toPool(pool: AgentPool | ManagedClusterAgentPoolProfile): Pool {
  const bounds =
    pool.enableAutoScaling === true ? { minCount: pool.minCount ?? 0, maxCount: pool.maxCount ?? 0 } : undefined;
  return {
    id: "id" in pool ? pool.id : undefined,
    name: pool.name ?? "",
    mode: pool.mode ?? "User",
    count: pool.count ?? 0,
    vmSize: pool.vmSize ?? "",
    osType: pool.osType ?? "Linux",
    osSku: pool.osSKU ?? "",
    workloadRuntime: pool.workloadRuntime ?? ordinaryWorkloadRuntime,
    provisioningState: pool.provisioningState ?? "Unknown",
    powerState: pool.powerState?.code ?? "Running",
    autoscaling: bounds,
    maxPods: pool.maxPods,
    osDiskSizeGb: pool.osDiskSizeGB,
    vnetSubnetId: pool.vnetSubnetID,
    nodeImageVersion: pool.nodeImageVersion,
    orchestratorVersion: pool.orchestratorVersion,
    currentOrchestratorVersion: pool.currentOrchestratorVersion,
    availabilityZones: pool.availabilityZones ?? [],
    nodeLabels: pool.nodeLabels ?? {},
    nodeTaints: pool.nodeTaints ?? [],
    tags: pool.tags ?? {},
    eTag: pool.eTag,
  };
}

/** The SDK's cluster in our words. */
export function toCluster(cluster: ManagedCluster): Cluster {
  const access = cluster.apiServerAccessProfile;
  const isPrivate = access?.enablePrivateCluster === true;
  return {
    id: cluster.id ?? "",
    name: cluster.name ?? "",
    resourceGroup: /\/resourcegroups\/([^/]+)/i.exec(cluster.id ?? "")?.[1] ?? "",
    location: cluster.location,
    provisioningState: cluster.provisioningState ?? "Unknown",
    powerState: cluster.powerState?.code ?? "Running",
    kubernetesVersion: cluster.kubernetesVersion ?? "",
    currentKubernetesVersion: cluster.currentKubernetesVersion ?? cluster.kubernetesVersion ?? "",
    fqdn: (isPrivate ? cluster.privateFqdn : undefined) ?? cluster.fqdn,
    isPrivate,
    usesEntra: cluster.aadProfile?.managed === true,
    localAccountsDisabled: cluster.disableLocalAccounts === true,
    nodeResourceGroup: cluster.nodeResourceGroup ?? "",
    networkPlugin: cluster.networkProfile?.networkPlugin,
    networkPluginMode: cluster.networkProfile?.networkPluginMode,
    usesEbpfHostRouting: cluster.networkProfile?.advancedNetworking?.performance?.accelerationMode === "BpfVeth",
    oidcIssuerUrl: cluster.oidcIssuerProfile?.issuerURL,
    tags: cluster.tags ?? {},
    eTag: cluster.eTag,
    pools: (cluster.agentPoolProfiles ?? []).map(toPool),
  };
}
