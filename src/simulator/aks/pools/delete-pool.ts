import { nameOf, type ArmHandler } from "../../arm/context.js";
import { providerError } from "../../arm/errors.js";
import { forgetScope } from "../../authorization/access.js";
import { headerOf } from "../../http/exchange.js";
import { removeMachines } from "../machines.js";
import { budgetsOf } from "../replace-machines.js";
import { runOperation } from "../run-operation.js";
import { accepted, checkPreconditions, preemptedBy, refuseWhenClusterBusy } from "../start-operation.js";
import { isSystemPool } from "./managed-system-pool.js";
import { parentOf, poolId } from "./find-pool.js";

export const deletePool: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "delete");
  const pool = cluster.pools.get(nameOf(request, "pool").toLowerCase());
  if (pool === undefined) return { status: 204 };
  checkPreconditions(headerOf(request.http, "if-match"), undefined, true, pool.eTag);
  const systemPools = [...cluster.pools.values()].filter((other) => isSystemPool(other.properties));
  if (systemPools.length === 1 && systemPools[0] === pool) {
    // Code: AKS error list; text: ours.
    throw providerError(400, "MustDefineAtLeastOneSystemPool", "There has to be at least one system agent pool.");
  }
  if (pool.state === "Deleting" && pool.running !== undefined) return accepted(world, pool.running);
  const resourceId = poolId(world, cluster, pool);
  // A deletion goes before what runs on the same pool, and beside what runs on others (recorded 2024: a deletion).
  refuseWhenClusterBusy(cluster, "Deleting");
  const ignoresBudgets = request.http.query.get("ignore-pod-disruption-budget")?.toLowerCase() === "true";
  const operation = world.operations.start(cluster.location, "Deleting", resourceId, 204);
  pool.cancel?.(preemptedBy(operation));
  for (const { single } of pool.machines) single?.cancel?.(preemptedBy(operation));
  pool.state = "Deleting";
  pool.running = operation;
  runOperation(world, operation, {
    durationMs: world.durations("pool-delete", `${resourceId}/${world.clock.now()}`),
    events: [
      {
        at: 0.1,
        run: () => {
          for (const { name } of pool.machines) world.kubernetes.drainNode(cluster.uid, name);
        },
      },
      ...(ignoresBudgets ? [] : [{ at: 0.9, wait: budgetsOf(world, cluster, pool.machines) }]),
    ],
    onEnd: ({ status }) => {
      pool.running = undefined;
      if (status !== "Succeeded") {
        pool.state = status;
        return;
      }
      removeMachines(world, cluster, pool, 0);
      pool.deleted = true;
      cluster.pools.delete(pool.name);
      forgetScope(world, resourceId);
    },
  });
  return accepted(world, operation);
};
