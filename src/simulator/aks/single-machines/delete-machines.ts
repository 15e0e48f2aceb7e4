import type { Operation } from "../../arm/operations.js";
import type { World } from "../../world.js";
import type { Cluster, Machine, Pool } from "../cluster.js";
import { removeMachine } from "../machines.js";
import { poolId } from "../pools/find-pool.js";
import { runOperation } from "../run-operation.js";
import { newETag, preemptedBy } from "../start-operation.js";
import { refuseWhenMachineBusy } from "./run-machine.js";

/**
 * deleteMachines in a pool of mode `Machines`: beside what other machines are doing, and `Deleting` meanwhile
 * (karpenter-provider-azure relies on both, 2026). It goes before the machine's own operation, as the deletion of a pool
 * does (assumed); durations as of other pools' machines.
 */
export function deleteSingleMachines(world: World, cluster: Cluster, pool: Pool, asked: readonly Machine[]): Operation {
  const chosen = asked.filter(({ single }) => single?.state !== "Deleting");
  const [earlier] = asked.flatMap(({ single }) => (single?.state === "Deleting" ? [single.running] : []));
  // All of them are on their way out (assumed, as the second deletion of a pool).
  if (chosen.length === 0 && earlier !== undefined) return earlier;
  refuseWhenMachineBusy(cluster, pool, "DeletingMachines");
  const id = poolId(world, cluster, pool);
  const operation = world.operations.start(cluster.location, "DeletingMachines", id, 204);
  for (const { single } of chosen) {
    if (single === undefined) continue;
    single.cancel?.(preemptedBy(operation));
    single.state = "Deleting";
    single.running = operation;
    newETag(world, single, operation, "start");
  }
  const drain = () => {
    for (const { name } of chosen) world.kubernetes.drainNode(cluster.uid, name);
  };
  const remove = () => {
    for (const machine of chosen) removeMachine(world, cluster, pool, machine);
    pool.properties = { ...pool.properties, count: pool.machines.length };
  };
  const cancel = runOperation(world, operation, {
    durationMs: world.durations("machines-delete", `${id}/${world.clock.now()}`),
    events: [
      { at: 0.1, run: drain },
      { at: 0.9, run: remove },
    ],
    onEnd: ({ status }) => {
      for (const { single } of chosen) {
        if (single?.running !== operation) continue;
        single.running = undefined;
        single.cancel = undefined;
        single.state = status;
      }
    },
  });
  for (const { single } of chosen) if (single?.running === operation) single.cancel = cancel;
  return operation;
}
