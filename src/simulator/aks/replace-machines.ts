import { surgeOf } from "../compute/machines-in-use.js";
import type { OperationError } from "../arm/operations.js";
import { numberAt, objectAt, textAt } from "../json.js";
import type { DrainState } from "../kubernetes/backend.js";
import type { World } from "../world.js";
import type { Cluster, Machine, Pool } from "./cluster.js";
import { isOutdated } from "./machine-settings.js";
import { addMachine, refreshMachines, reimageMachine, removeMachine, removeMachines } from "./machines.js";
import type { CourseEvent, Wait } from "./run-operation.js";
import { isMachinesPool } from "./single-machines/machines-pool.js";
import { leavingMachines } from "./vm-pool.js";

/**
 * How a pool gets from its machines to what its properties ask for: those that are too old are replaced, then their
 * number is made right; those that go are drained first. `count`: the target.
 */
export function machineEvents(world: World, cluster: Cluster, pool: Pool, count: number): readonly CourseEvent[] {
  // Its machines are changed by their own PUTs alone.
  if (isMachinesPool(pool.properties)) return [];
  const going = leavingMachines(pool.properties, pool.machines, count);
  const outdated = pool.machines.filter((machine) => !going.includes(machine) && isOutdated(pool, machine));
  const replacement = outdated.length === 0 ? [] : replacementEvents(world, cluster, pool, outdated.length);
  const settle = () => {
    // Also what an aborted or failed upgrade left behind.
    removeMachines(world, cluster, pool, count);
    refreshMachines(world, cluster, pool);
    while (pool.machines.length < count) addMachine(world, cluster, pool);
  };
  const leaving = going.map(({ name }) => name);
  const drain = () => {
    for (const name of leaving) world.kubernetes.drainNode(cluster.uid, name);
  };
  const at = replacement.length === 0 ? 0.6 : 0.96;
  return [...replacement, ...(leaving.length === 0 ? [] : [{ at: at / 2, run: drain }]), { at, run: settle }];
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
        wait: drainOf(world, cluster, pool, () => ({ drained, extra })),
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

/** How long a node is drained before an upgrade gives up (AKS documentation). */
const drainMinutes = 30;

/**
 * Machines are reimaged once they are empty. With `undrainableNodeBehavior` Schedule, the default, those that could not
 * be drained take pods again and the surge machines go; with Cordon they stay closed, and as many surge machines stay in
 * their place (AKS documentation). Code and text: public reports of 2024 and 2025, without what follows the budget's name.
 */
function drainOf(
  world: World,
  cluster: Cluster,
  pool: Pool,
  machines: () => { readonly drained: readonly Machine[]; readonly extra: readonly Machine[] },
): Wait {
  const settings = objectAt(pool.properties, "upgradeSettings");
  const stateOf = ({ name }: Machine) => world.kubernetes.drainState(cluster.uid, name);
  return {
    limitMs: (numberAt(settings, "drainTimeoutInMinutes") ?? drainMinutes) * 60_000,
    problem: () => {
      const full = machines().drained.find((machine) => stateOf(machine).left > 0);
      return full === undefined ? undefined : undrained(full.name, stateOf(full));
    },
    giveUp: () => {
      const { drained, extra } = machines();
      const isCordon = textAt(settings, "undrainableNodeBehavior") === "Cordon";
      if (!isCordon) for (const { name } of drained) world.kubernetes.uncordonNode(cluster.uid, name);
      for (const machine of isCordon ? extra.slice(drained.length) : extra)
        removeMachine(world, cluster, pool, machine);
    },
  };
}

/**
 * Machines that go for good wait for the pods that a disruption budget holds back (AKS documentation of a pool's deletion);
 * as long as an upgrade would, and with the upgrade's text; code, and that they take pods again: assumed.
 */
export function budgetsOf(world: World, cluster: Cluster, machines: readonly Machine[]): Wait {
  return {
    limitMs: drainMinutes * 60_000,
    problem: () => {
      const states = machines.map(({ name }) => ({ name, state: world.kubernetes.drainState(cluster.uid, name) }));
      const full = states.find(({ state }) => state.blocked !== undefined);
      return full === undefined ? undefined : { ...undrained(full.name, full.state), code: "PodDrainFailure" };
    },
    giveUp: () => {
      for (const { name } of machines) world.kubernetes.uncordonNode(cluster.uid, name);
    },
  };
}

function undrained(node: string, { blocked }: DrainState): OperationError {
  if (blocked === undefined) {
    return {
      code: "UpgradeFailed",
      message: `Drain node ${node} did not complete (this text is the local Azure's own).`,
    };
  }
  const { namespace, pod, budget } = blocked;
  return {
    code: "UpgradeFailed",
    message:
      `Drain node ${node} failed when evicting pod ${pod} failed with Too Many Requests error. This is often caused by ` +
      `a restrictive Pod Disruption Budget (PDB) policy. See http://aka.ms/aks/debugdrainfailures. Original error: ` +
      `Cannot evict pod as it would violate the pod's disruption budget.. PDB debug info: ${namespace}/${pod} blocked by ` +
      `pdb ${budget} with 0 unready pods.`,
  };
}

/** A number, or a percentage of the pool's machines, rounded up (AKS documentation). */
function unavailableOf(pool: Pool): number {
  const text = textAt(objectAt(pool.properties, "upgradeSettings"), "maxUnavailable");
  const figure = Number.parseInt(text, 10) || 0;
  return text.endsWith("%") ? Math.ceil((pool.machines.length * figure) / 100) : figure;
}
