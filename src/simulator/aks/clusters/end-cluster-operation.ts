import type { Operation } from "../../arm/operations.js";
import type { World } from "../../world.js";
import type { Cluster } from "../cluster.js";
import { newETag } from "../start-operation.js";

/** A cluster's own operation is over: its state and that of its pools, and new eTags for all. */
export function endClusterOperation(
  world: World,
  cluster: Cluster,
  operation: Operation,
  ok: boolean,
  isPoolFailed: boolean,
): void {
  cluster.running = undefined;
  cluster.preempt = undefined;
  cluster.state = ok ? "Succeeded" : "Failed";
  newETag(world, cluster, operation, "end");
  for (const pool of cluster.pools.values()) {
    pool.state = ok && !isPoolFailed ? "Succeeded" : "Failed";
    newETag(world, pool, operation, "end");
  }
}
