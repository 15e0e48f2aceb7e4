import { nameOf } from "../../arm/context.js";
import { gatewayError, providerError } from "../../arm/errors.js";
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

/** The pool of this name; throws the provider's flat 404 (recorded). */
export function findPool(cluster: Cluster, name: string): Pool {
  const pool = cluster.pools.get(name.toLowerCase());
  if (pool !== undefined) return pool;
  throw providerError(404, "NotFound", `Could not find the agent pool: ${name}`, {
    subcode: "GetAgentPool_NotFound_HCPServerError",
  });
}
