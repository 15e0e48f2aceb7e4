import type { Cluster, Pool } from "../azure/azure.js";
import { formatFields, formatTable } from "./table.js";

/** Pools a line each. */
export function poolTable(pools: readonly Pool[], width: number | undefined): string {
  if (pools.length === 0) return "no node pools\n";
  return formatTable(
    ["name", "mode", "workload runtime", "VM size", "nodes", "OS SKU", "state", "node image"],
    pools.map((pool) => [
      pool.name,
      pool.mode,
      pool.workloadRuntime,
      pool.vmSize,
      nodesText(pool),
      pool.osSku,
      pool.provisioningState,
      pool.nodeImageVersion ?? "",
    ]),
    width,
  );
}

/** Clusters a line each. */
export function clusterTable(clusters: readonly Cluster[], width: number | undefined): string {
  if (clusters.length === 0) return "no clusters\n";
  return formatTable(
    ["name", "resource group", "location", "kubernetes", "pools", "state", "power"],
    clusters.map((cluster) => [
      cluster.name,
      cluster.resourceGroup,
      cluster.location,
      cluster.currentKubernetesVersion,
      String(cluster.pools.length),
      cluster.provisioningState,
      cluster.powerState,
    ]),
    width,
  );
}

/** One cluster: its fields, then its pools. */
export function clusterText(cluster: Cluster, width: number | undefined): string {
  const fields = formatFields([
    ["name", cluster.name],
    ["resource group", cluster.resourceGroup],
    ["location", cluster.location],
    ["kubernetes", cluster.currentKubernetesVersion],
    ["state", `${cluster.provisioningState}, ${cluster.powerState}`],
    ["API server", cluster.fqdn],
    ["private", cluster.isPrivate ? "yes" : undefined],
    ["network", [cluster.networkPlugin, cluster.networkPluginMode].filter((part) => part !== undefined).join(" ")],
    ["node group", cluster.nodeResourceGroup],
    ["id", cluster.id],
  ]);
  return `${fields}\n${poolTable(cluster.pools, width)}`;
}

/** One pool as fields. */
export function poolFields(pool: Pool): string {
  const list = (map: Readonly<Record<string, string>>) =>
    Object.entries(map)
      .map(([key, value]) => `${key}=${value}`)
      .join(" ");
  return formatFields([
    ["name", pool.name],
    ["mode", pool.mode],
    ["workload runtime", pool.workloadRuntime],
    ["VM size", pool.vmSize],
    ["nodes", nodesText(pool)],
    ["OS", `${pool.osType}, ${pool.osSku}`],
    ["state", `${pool.provisioningState}, ${pool.powerState}`],
    ["kubernetes", pool.currentOrchestratorVersion],
    ["node image", pool.nodeImageVersion],
    ["zones", pool.availabilityZones.length === 0 ? undefined : pool.availabilityZones.join(" ")],
    ["labels", list(pool.nodeLabels)],
    ["taints", pool.nodeTaints.join(" ")],
    ["tags", list(pool.tags)],
    ["id", pool.id],
  ]);
}

/** `3`, or `3 (1-5)` with the autoscaler. */
export function nodesText(pool: Pool): string {
  if (pool.autoscaling === undefined) return String(pool.count);
  return `${pool.count} (${pool.autoscaling.minCount}-${pool.autoscaling.maxCount})`;
}
