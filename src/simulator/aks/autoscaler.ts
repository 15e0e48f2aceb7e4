import { booleanAt, numberAt, type JsonObject } from "../json.js";
import type { World } from "../world.js";
import type { Cluster, Pool } from "./cluster.js";
import { addMachine, removeMachines } from "./machines.js";
import { OperationFailure } from "./operation-failure.js";

/** How long after an update the autoscaler has brought a pool between its bounds (recorded 2023-06: 17 to 22 s). */
const reactionMs = 18_000;

/** The count between `minCount` and `maxCount` that is nearest to what it is; undefined: it is there, or nobody scales. */
function boundedCount(properties: JsonObject): number | undefined {
  if (!booleanAt(properties, "enableAutoScaling")) return undefined;
  const count = numberAt(properties, "count") ?? 1;
  const bounded = Math.min(
    Math.max(count, numberAt(properties, "minCount") ?? 0),
    numberAt(properties, "maxCount") ?? 1000,
  );
  return bounded === count ? undefined : bounded;
}

/**
 * A pool whose count lies outside of new bounds keeps it until the autoscaler looks (recorded 2023-06). All that it does
 * here: it counts no pods.
 */
export function followBounds(world: World, cluster: Cluster, pool: Pool): void {
  if (boundedCount(pool.properties) === undefined || world.kubernetes.external?.poolNodes.has(pool.name) === true)
    return;
  world.clock.after(reactionMs, () => {
    const count = boundedCount(pool.properties);
    const isIdle = pool.running === undefined && cluster.running === undefined && !pool.deleted && !cluster.deleted;
    if (count === undefined || !isIdle || pool.stoppedCount !== undefined) return;
    pool.properties = { ...pool.properties, count };
    try {
      removeMachines(world, cluster, pool, count);
      while (pool.machines.length < count) addMachine(world, cluster, pool);
    } catch (error) {
      // No room for more: it goes on with what it has.
      if (!(error instanceof OperationFailure)) throw error;
      pool.properties = { ...pool.properties, count: pool.machines.length };
    }
  });
}
