import { isDeepStrictEqual } from "node:util";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { admitMachines, grownPool } from "../../compute/admit.js";
import { numberAt, objectAt, type JsonObject } from "../../json.js";
import type { DurationKind } from "../durations-data.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { followBounds } from "../autoscaler.js";
import { isOutdated } from "../machine-settings.js";
import { machineEvents } from "../replace-machines.js";
import { checkClusterSize, checkSurge } from "../size-limits.js";
import { refuseWhenBusy } from "../start-operation.js";
import { isAutoscaled, isVmPool, wantedSizes } from "../vm-pool.js";
import { poolId } from "./find-pool.js";
import { powerPool } from "./power-pool.js";
import { putReply, runPool } from "./start-pool.js";
import { powerOf } from "../power-state.js";

/**
 * PUT of a pool that is there; also of one that failed or was aborted. Recorded: another OS is `Upgrading`, labels and a
 * virtual TPM (which replaces the machines too) are `Updating`; another count as `Scaling`: AKS documentation.
 */
export function updatePool(world: World, request: ArmRequest, cluster: Cluster, pool: Pool, after: JsonObject): Reply {
  if (powerOf(after) !== powerOf(pool.properties)) return powerPool(world, request, cluster, pool, after);
  const isUpgrade = ["nodeImageVersion", "currentOrchestratorVersion"].some(
    (key) => pool.properties[key] !== after[key],
  );
  const isScale =
    pool.properties["count"] !== after["count"] ||
    (isVmPool(after) && !isDeepStrictEqual(wantedSizes(pool.properties), wantedSizes(after)));
  const verb = isUpgrade ? "Upgrading" : isShownAsScale(pool.properties, after) ? "Scaling" : "Updating";
  refuseWhenBusy(cluster, verb, false);
  checkClusterSize(cluster, pool, after);
  if (isUpgrade) checkSurge(after);
  admitMachines(world, cluster, grownPool(pool.properties, after, isUpgrade));
  pool.properties = after;
  const isReplacing = pool.machines.some((machine) => isOutdated(pool, machine));
  const kind: DurationKind = isReplacing ? "pool-update-machines" : isScale ? "pool-create" : "pool-update-settings";
  const count = pool.stoppedCount === undefined ? (numberAt(after, "count") ?? 1) : 0;
  const operation = runPool(world, cluster, pool, verb, {
    onEnd: () => {
      followBounds(world, cluster, pool);
    },
    durationMs: world.durations(kind, `${poolId(world, cluster, pool)}/${world.clock.now()}`),
    events: machineEvents(world, cluster, pool, count),
  });
  return putReply(world, request, cluster, pool, operation, 200);
}

/** Single machines (recorded 2025-07): another list of sizes, or one instead of an autoscaler's bounds; new bounds are none. */
function isShownAsScale(before: JsonObject, after: JsonObject): boolean {
  if (!isVmPool(after)) return before["count"] !== after["count"];
  const scale = (properties: JsonObject) => objectAt(objectAt(properties, "virtualMachinesProfile"), "scale");
  return !isAutoscaled(after) && !isDeepStrictEqual(scale(before), scale(after));
}
