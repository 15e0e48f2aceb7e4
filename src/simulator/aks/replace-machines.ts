import { surgeOf } from "../compute/machines-in-use.js";
import { objectAt, textAt } from "../json.js";
import type { World } from "../world.js";
import type { Cluster, Machine, Pool } from "./cluster.js";
import { addMachine, isOutdated, refreshMachines, reimageMachine, removeMachine, removeMachines } from "./machines.js";
import type { CourseEvent } from "./run-operation.js";

/**
 * How a pool gets from its machines to what its properties ask for: those that are too old are replaced, then their
 * number is made right. `count`: the target; `existing`: how many machines there are now.
 */
export function machineEvents(world: World, cluster: Cluster, pool: Pool, count: number): readonly CourseEvent[] {
  const outdated = pool.machines.slice(0, count).filter((machine) => isOutdated(pool, machine));
  const replacement = outdated.length === 0 ? [] : replacementEvents(world, cluster, pool, outdated.length);
  const settle = () => {
    // Also what an aborted or failed upgrade left behind.
    removeMachines(world, cluster, pool, count);
    refreshMachines(world, cluster, pool);
    while (pool.machines.length < count) addMachine(world, cluster, pool);
  };
  return [...replacement, { at: replacement.length === 0 ? 0.6 : 0.96, run: settle }];
}

/**
 * AKS's rolling upgrade (its documentation of 2026): surge machines join with the new image; machine after machine is
 * cordoned, drained and reimaged, keeping its name; in the end the surge machines are drained and go. With
 * `maxUnavailable` above 0 there is no surge. How the time is shared out is assumed.
 */
function replacementEvents(world: World, cluster: Cluster, pool: Pool, count: number): readonly CourseEvent[] {
  const surge = unavailableOf(pool) > 0 ? 0 : Math.max(1, surgeOf(pool.properties));
  const batch = Math.max(1, surge === 0 ? unavailableOf(pool) : surge);
  const rounds = Math.ceil(count / batch);
  const extra: Machine[] = [];
  const nextBatch = () =>
    pool.machines.filter((machine) => !extra.includes(machine) && isOutdated(pool, machine)).slice(0, batch);
  const joining: CourseEvent = {
    at: 0.05,
    run: () => {
      refreshMachines(world, cluster, pool);
      for (let added = 0; added < surge; added += 1) extra.push(addMachine(world, cluster, pool));
    },
  };
  const width = 0.75 / rounds;
  const rolling = Array.from({ length: rounds }, (_, round): readonly CourseEvent[] => {
    const at = 0.15 + round * width;
    let drained: readonly Machine[] = [];
    return [
      {
        at,
        run: () => {
          drained = nextBatch();
          for (const { name } of drained) world.kubernetes.drainNode(cluster.uid, name);
        },
      },
      {
        at: at + 0.6 * width,
        run: () => {
          for (const machine of drained) reimageMachine(world, cluster, pool, machine);
        },
      },
    ];
  });
  const leaving: readonly CourseEvent[] = [
    {
      at: 0.92,
      run: () => {
        for (const { name } of extra) world.kubernetes.drainNode(cluster.uid, name);
      },
    },
    {
      at: 0.95,
      run: () => {
        for (const machine of extra) removeMachine(world, cluster, pool, machine);
      },
    },
  ];
  return [joining, ...rolling.flat(), ...(surge === 0 ? [] : leaving)];
}

/** A number, or a percentage of the pool's machines, rounded up (AKS documentation). */
function unavailableOf(pool: Pool): number {
  const text = textAt(objectAt(pool.properties, "upgradeSettings"), "maxUnavailable");
  const figure = Number.parseInt(text, 10) || 0;
  return text.endsWith("%") ? Math.ceil((pool.machines.length * figure) / 100) : figure;
}
