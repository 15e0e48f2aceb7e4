import { bodyObject, nameOf, type ArmHandler } from "../../arm/context.js";
import { textsAt } from "../../json.js";
import { receiveBody } from "../contract/receive-body.js";
import { removeMachine } from "../machines.js";
import { afterDeletion } from "../vm-pool.js";
import { invalid } from "../invalid.js";
import { accepted, refuseWhenBusy } from "../start-operation.js";
import { deleteSingleMachines } from "../single-machines/delete-machines.js";
import { isMachinesPool } from "../single-machines/machines-pool.js";
import { findPool, parentOf, poolId } from "./find-pool.js";
import { isSystemPool } from "./managed-system-pool.js";
import { pathName } from "./read-machines.js";
import { runPool } from "./start-pool.js";

/**
 * POST deleteMachines. Recorded 2024: 202, empty, both headers, 34 s; the machines are then gone from the list. That the
 * pool's count goes down with them: AKS documentation; the state meanwhile, the refusals and the profile of single
 * machines: assumed, texts ours.
 */
export const deleteMachines: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "write");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  const body = receiveBody("deleteMachines", request.apiVersion, bodyObject(request));
  const names = new Set(textsAt(body, "machineNames").map((name) => name.toLowerCase()));
  const chosen = pool.machines.filter((machine) => names.has(pathName(machine).toLowerCase()));
  if (names.size === 0 || chosen.length < names.size) {
    const unknown = [...names].filter((name) => !chosen.some((machine) => pathName(machine).toLowerCase() === name));
    throw invalid("machineNames", `the pool has no such machines: '${unknown.join("', '")}'`);
  }
  if (isSystemPool(pool.properties) && chosen.length === pool.machines.length) {
    throw invalid("machineNames", `a system node pool keeps at least one machine`);
  }
  if (isMachinesPool(pool.properties)) return accepted(world, deleteSingleMachines(world, cluster, pool, chosen));
  refuseWhenBusy(cluster, "DeletingMachines", false);
  const operation = runPool(
    world,
    cluster,
    pool,
    "DeletingMachines",
    {
      durationMs: world.durations("machines-delete", `${poolId(world, cluster, pool)}/${world.clock.now()}`),
      events: [
        {
          at: 0.1,
          run: () => {
            for (const { name } of chosen) world.kubernetes.drainNode(cluster.uid, name);
          },
        },
        {
          at: 0.9,
          run: () => {
            for (const machine of chosen) removeMachine(world, cluster, pool, machine);
            pool.properties = afterDeletion(pool.properties, pool.machines);
          },
        },
      ],
    },
    204,
  );
  return accepted(world, operation);
};
