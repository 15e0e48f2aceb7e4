import type { Operation } from "../../arm/operations.js";
import { anotherOperation } from "../../faults/request-faults.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { poolId } from "../pools/find-pool.js";
import type { Outcome } from "../run-operation.js";
import { runResource, type ResourceCourse } from "../run-resource.js";
import { refuseWhenClusterBusy } from "../start-operation.js";
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
  course: ResourceCourse,
): Operation {
  const resourceId = `${poolId(world, cluster, pool)}/machines/${single.name}`;
  const operation = world.operations.start(cluster.location, verb, resourceId);
  operation.hasNoEndTime = isLaterService(world.clock.now());
  single.error = undefined;
  const onEnd = (outcome: Outcome) => {
    course.onEnd?.(outcome);
    if (outcome.status !== "Succeeded") single.error = operation.error;
  };
  runResource(world, single, operation, { ...course, onEnd }, false);
  return operation;
}
