import { providerError } from "../../arm/errors.js";
import { admitMachines } from "../../compute/admit.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { numberAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { addMachine, removeMachines } from "../machines.js";
import { refuseWhenBusy } from "../start-operation.js";
import { isSystemPool } from "./managed-system-pool.js";
import { poolId } from "./find-pool.js";
import { putReply, runPool } from "./start-pool.js";
import { powerOf } from "../power-state.js";

/**
 * PUT with another powerState. Recorded 2023: 200 `Stopping`, powerState `Stopped` at once, count 0 in the reply, and the
 * old count in GETs until it has stopped; aborted, the pool is `Running` again with its old count. That a stopped pool
 * shows count 0, and comes back with the count it had: assumed.
 */
export function powerPool(world: World, request: ArmRequest, cluster: Cluster, pool: Pool, after: JsonObject): Reply {
  const isStop = powerOf(after) === "Stopped";
  if (isStop && isSystemPool(after)) {
    // Rule: AKS documentation of stopped pools; code and text: ours.
    throw providerError(400, "OperationNotAllowed", `The system node pool ${pool.name} cannot be stopped.`);
  }
  refuseWhenBusy(cluster, isStop ? "Stopping" : "Starting", false);
  return isStop ? stop(world, request, cluster, pool, after) : start(world, request, cluster, pool, after);
}

function stop(world: World, request: ArmRequest, cluster: Cluster, pool: Pool, after: JsonObject): Reply {
  const before = pool.properties;
  const count = numberAt(after, "count") ?? 1;
  pool.properties = after;
  const operation = runPool(world, cluster, pool, "Stopping", {
    durationMs: world.durations("pool-stop", `${poolId(world, cluster, pool)}/${world.clock.now()}`),
    events: [
      {
        at: 0.1,
        run: () => {
          for (const { name } of pool.machines) world.kubernetes.drainNode(cluster.uid, name);
        },
      },
      {
        at: 0.9,
        run: () => {
          removeMachines(world, cluster, pool, 0);
        },
      },
    ],
    onEnd: ({ status }) => {
      if (status === "Succeeded") {
        pool.stoppedCount = count;
        pool.properties = { ...pool.properties, count: 0 };
      } else pool.properties = before;
    },
  });
  return putReply(world, request, cluster, pool, operation, 200);
}

function start(world: World, request: ArmRequest, cluster: Cluster, pool: Pool, after: JsonObject): Reply {
  const before = pool.properties;
  const { stoppedCount } = pool;
  const asked = numberAt(after, "count") ?? 0;
  const count = asked === 0 ? (stoppedCount ?? 1) : asked;
  admitMachines(world, cluster, [{ properties: after, machines: count }]);
  pool.properties = { ...after, count };
  pool.stoppedCount = undefined;
  const operation = runPool(world, cluster, pool, "Starting", {
    durationMs: world.durations("pool-create", `${poolId(world, cluster, pool)}/${world.clock.now()}`),
    events: [
      {
        at: 0.7,
        run: () => {
          while (pool.machines.length < count) addMachine(world, cluster, pool);
        },
      },
    ],
    onEnd: ({ status }) => {
      if (status !== "Canceled" || pool.machines.length > 0) return;
      pool.properties = before;
      pool.stoppedCount = stoppedCount;
    },
  });
  return putReply(world, request, cluster, pool, operation, 200);
}
