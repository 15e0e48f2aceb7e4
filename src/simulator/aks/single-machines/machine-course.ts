import { checkAllocation } from "../../compute/allocate.js";
import type { World } from "../../world.js";
import type { Cluster, Machine, Pool } from "../cluster.js";
import { isOutdated, settingsOf } from "../machine-settings.js";
import { joinMachine, refreshMachine, reimageMachine } from "../machines.js";
import type { CourseEvent } from "../run-operation.js";
import type { SingleMachine } from "./single-machine.js";

/** When in the course of its operation a machine joins: assumed. */
export function makingOf(
  world: World,
  cluster: Cluster,
  pool: Pool,
  machine: Machine,
  single: SingleMachine,
): CourseEvent {
  return {
    at: 0.7,
    run: () => {
      checkAllocation(world, cluster, single, machine.vmSize);
      machine.settings = settingsOf({ properties: single.properties, nextImage: undefined });
      single.isMade = true;
      joinMachine(world, cluster, pool, machine);
    },
  };
}

/** What replaces the machines of a pool replaces this one, too; all else its node learns (assumed, as of pools). */
export function changesOf(world: World, cluster: Cluster, pool: Pool, machine: Machine): readonly CourseEvent[] {
  if (!isOutdated(pool, machine)) {
    const learn = () => {
      refreshMachine(world, cluster, pool, machine);
    };
    return [{ at: 0.6, run: learn }];
  }
  const drain = () => {
    world.kubernetes.drainNode(cluster.uid, machine.name);
  };
  const reimage = () => {
    reimageMachine(world, cluster, pool, machine);
  };
  return [
    { at: 0.1, run: drain },
    { at: 0.6, run: reimage },
  ];
}
