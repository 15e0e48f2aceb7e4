import type { Operation } from "../../arm/operations.js";
import { anotherOperation } from "../../faults/request-faults.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import type { PoolCourse } from "../pools/start-pool.js";
import { poolId } from "../pools/find-pool.js";
import { endState, runOperation } from "../run-operation.js";
import { newETag, refuseWhenClusterBusy } from "../start-operation.js";
import { isLaterService } from "./machines-pool.js";
import type { SingleMachine } from "./single-machine.js";

/**
 * Machines of a pool are made and deleted side by side (karpenter-provider-azure does so, 2026); each takes one operation
 * at a time, and none while the cluster or its pool has one (both assumed; text as for clusters).
 */
export function refuseWhenMachineBusy(cluster: Cluster, pool: Pool, verb: string, single?: SingleMachine): void {
  refuseWhenClusterBusy(cluster, verb);
  const running = pool.running ?? single?.running;
  if (running !== undefined) throw anotherOperation(running.verb);
}

/** Sets a machine's operation going. Its record had no endTime on 2025-10-28, and one on 2025-09-05 (recorded). */
export function runMachine(
  world: World,
  cluster: Cluster,
  pool: Pool,
  single: SingleMachine,
  verb: "Creating" | "Updating",
  course: PoolCourse,
): Operation {
  const resourceId = `${poolId(world, cluster, pool)}/machines/${single.name}`;
  const operation = world.operations.start(cluster.location, verb, resourceId);
  operation.hasNoEndTime = isLaterService(world.clock.now());
  single.state = verb;
  single.running = operation;
  single.error = undefined;
  newETag(world, single, operation, "start");
  single.cancel = runOperation(world, operation, {
    durationMs: course.durationMs,
    events: course.events,
    onEnd: (outcome) => {
      single.running = undefined;
      single.cancel = undefined;
      course.onEnd?.(outcome);
      single.state = endState(outcome, false);
      if (outcome.status !== "Succeeded") single.error = operation.error;
      newETag(world, single, operation, "end");
    },
  });
  return operation;
}
