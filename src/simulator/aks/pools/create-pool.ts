import { notModelled } from "../../arm/errors.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { admitMachines, wholePool } from "../../compute/admit.js";
import { numberAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { isVirtual } from "../external.js";
import { addMachine } from "../machines.js";
import { checkClusterSize, checkPoolCount } from "../size-limits.js";
import { isMachinesPool } from "../single-machines/machines-pool.js";
import { poolCreateStages } from "../stages.js";
import { refuseWhenBusy } from "../start-operation.js";
import { poolId } from "./find-pool.js";
import { checkOneManagedSystem } from "./managed-system-pool.js";
import { putReply, runPool } from "./start-pool.js";
import { powerOf } from "../power-state.js";

export function newPool(world: World, clusterUid: string, name: string, properties: JsonObject): Pool {
  const scaleSetId = String(10_000_000 + Math.floor(world.random.fork(`vmss/${clusterUid}`).next() * 89_999_999));
  return {
    name,
    properties,
    state: "Creating",
    eTag: undefined,
    running: undefined,
    cancel: undefined,
    nextImage: undefined,
    stoppedCount: undefined,
    scaleSetId,
    isVirtual: isVirtual(world, name),
    machines: [],
    nextMachine: 0,
    deleted: false,
  };
}

export function createPool(
  world: World,
  request: ArmRequest,
  cluster: Cluster,
  name: string,
  properties: JsonObject,
): Reply {
  if (powerOf(properties) === "Stopped") throw notModelled("a new node pool that is stopped");
  refuseWhenBusy(cluster, "Creating", false);
  checkPoolCount(cluster.pools.size + 1);
  checkClusterSize(cluster, undefined, properties);
  checkOneManagedSystem([...[...cluster.pools.values()].map((pool) => pool.properties), properties]);
  admitMachines(world, cluster, wholePool(properties));
  const pool = newPool(world, cluster.uid, name, properties);
  cluster.pools.set(name, pool);
  const nodes = numberAt(properties, "count") ?? 1;
  const resourceId = poolId(world, cluster, pool);
  const stages = poolCreateStages(world.random.fork(`stages/${resourceId}/${world.clock.now()}`), nodes);
  const isEmpty = isMachinesPool(properties);
  const kind = isEmpty ? "machines-pool-create" : "pool-create";
  const operation = runPool(world, cluster, pool, "Creating", {
    durationMs: world.durations(kind, `${resourceId}/${world.clock.now()}`),
    // Recorded 2025-09 and -10: nothing is counted where no machine is made.
    events: (isEmpty ? [] : stages).map((stage, index) => ({
      ...stage,
      ...(index === 0
        ? {}
        : {
            run: () => {
              addMachine(world, cluster, pool);
            },
          }),
    })),
  });
  return putReply(world, request, cluster, pool, operation, 201);
}
