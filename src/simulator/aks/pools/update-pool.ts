import type { ArmRequest, Reply } from "../../http/exchange.js";
import { admitMachines, grownPool } from "../../compute/admit.js";
import { numberAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { addMachine, refreshMachines, removeMachines } from "../machines.js";
import { refuseWhenBusy } from "../start-operation.js";
import { poolId } from "./find-pool.js";
import { startPool } from "./start-pool.js";

export function updatePool(world: World, request: ArmRequest, cluster: Cluster, pool: Pool, after: JsonObject): Reply {
  const count = numberAt(after, "count") ?? 1;
  const isUpgrade = pool.properties["nodeImageVersion"] !== after["nodeImageVersion"];
  const isScale = pool.properties["count"] !== after["count"];
  const verb = isUpgrade ? "Upgrading" : isScale ? "Scaling" : "Updating";
  refuseWhenBusy(cluster, verb, false);
  admitMachines(world, cluster, [grownPool(pool.properties, after, isUpgrade)]);
  pool.properties = after;
  const kind = isUpgrade ? "pool-update-machines" : isScale ? "pool-create" : "pool-update-settings";
  return startPool(world, request, cluster, pool, verb, 200, {
    durationMs: world.durations(kind, `${poolId(world, cluster, pool)}/${world.clock.now()}`),
    events: [
      {
        at: 0.6,
        run: () => {
          removeMachines(world, cluster, pool, isUpgrade ? 0 : count);
          refreshMachines(world, cluster, pool);
          while (pool.machines.length < count) addMachine(world, cluster, pool);
        },
      },
    ],
  });
}
