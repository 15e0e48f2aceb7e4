import { nameOf } from "../../arm/context.js";
import { gatewayError, providerError, resourceNotFound } from "../../arm/errors.js";
import type { ArmRequest } from "../../http/exchange.js";
import { clusterKey, type World } from "../../world.js";
import { clusterId, type Cluster, type Pool } from "../cluster.js";

/**
 * The cluster of a pool's path, or of another type below clusters; throws the gateway's 404. `action`: read, write or
 * delete, for the text.
 */
export function parentOf(world: World, request: ArmRequest, action: string, type = "agentPools"): Cluster {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  const cluster = world.clusters.get(clusterKey(group, name));
  if (cluster !== undefined) return cluster;
  // Recorded with ASO, 2023-12 to 2026-02: a deletion is told of the cluster, whether or not there is a group.
  if (action === "delete") throw resourceNotFound("Microsoft.ContainerService/managedClusters", name, group);
  throw gatewayError(
    404,
    "ParentResourceNotFound",
    `Failed to perform '${action}' on resource(s) of type 'managedClusters/${type}', because the parent resource ` +
      `'/subscriptions/${world.subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerService/` +
      `managedClusters/${name}' could not be found.`,
  );
}

export function poolId(world: World, cluster: Cluster, pool: Pool): string {
  return `${clusterId(world.subscriptionId, cluster)}/agentPools/${pool.name}`;
}

/** Subcodes end so since some day between 2024-11 and then (recorded). */
const longSubcodesFromMs = Date.UTC(2025, 9, 1);

export function subcodeEnd(timeMs: number): string {
  return timeMs >= longSubcodesFromMs ? "_HCPServerError" : "";
}

/** The pool of this name; throws the provider's flat 404 (recorded with ASO, 2023-12 to 2026-02). */
export function findPool(world: World, cluster: Cluster, name: string): Pool {
  const pool = cluster.pools.get(name.toLowerCase());
  if (pool !== undefined) return pool;
  const message =
    `Could not find the agentpool: ${name} in subscription: ${world.subscriptionId}, resourceGroup: ${cluster.group}, ` +
    `resourceName: ${cluster.name}.`;
  throw providerError(404, "NotFound", message, {
    subcode: `GetAgentPool_NotFound${subcodeEnd(world.clock.now())}`,
    details: [{ code: "Unspecified", message: "rpc error: code = NotFound desc = Agent Pool not found" }],
  });
}
