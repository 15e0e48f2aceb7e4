import type { ArmHandler } from "../../arm/context.js";
import { notModelled } from "../../arm/errors.js";
import { admitMachines, wholePool } from "../../compute/admit.js";
import { checkClusterCapacity } from "../../compute/capacity.js";
import { numberAt, objectAt, textAt } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster } from "../cluster.js";
import { refuseExternal } from "../external.js";
import { addMachine, removeMachines } from "../machines.js";
import { accepted, refuseWhenBusy, wrongPower } from "../start-operation.js";
import { findCluster } from "./find-cluster.js";
import { runCluster } from "./start-cluster.js";
import { powerOf } from "../power-state.js";

/**
 * POST stop: 202, empty, both headers (recorded by others, durations here). The control plane takes no connection, the
 * machines are gone, the objects stay. powerState is the new one from the start, as recorded of a pool that is stopped.
 */
export const stopCluster: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  refuseExternal(world, "stop");
  // What becomes of them was not read or recorded.
  if ([...cluster.pools.values()].some(({ machines }) => machines.some(({ single }) => single !== undefined)))
    throw notModelled("stopping a cluster with machines in a pool of mode Machines");
  refuseWhenBusy(cluster, "Stopping", true);
  const operation = runCluster(
    world,
    cluster,
    "Stopping",
    {
      durationMs: ({ id }) => world.durations("cluster-stop", id),
      events: () => [
        {
          at: 0.5,
          run: () => {
            takeDown(world, cluster);
          },
        },
      ],
      onEnd: ({ status }) => {
        if (status !== "Succeeded") setPower(cluster, "Running");
      },
    },
    204,
  );
  setPower(cluster, "Stopped");
  return accepted(world, operation);
};

export const startCluster: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  if (powerOf(cluster.properties) !== "Stopped" && cluster.running === undefined) throw wrongPower(cluster, "Starting");
  refuseWhenBusy(cluster, "Starting", true);
  const pools = [...cluster.pools.values()].filter(({ stoppedCount }) => stoppedCount === undefined);
  checkClusterCapacity(world, cluster.location, textAt(objectAt(cluster.top, "sku"), "tier"));
  admitMachines(
    world,
    cluster,
    pools.flatMap(({ properties }) => wholePool(properties)),
  );
  const operation = runCluster(
    world,
    cluster,
    "Starting",
    {
      durationMs: ({ id }) => world.durations("cluster-start", id),
      events: () => [
        {
          at: 0.4,
          run: () => {
            if (cluster.controlPlane) world.kubernetes.setRunning(cluster.uid, true);
          },
        },
        {
          at: 0.75,
          run: () => {
            bringBack(world, cluster);
          },
        },
      ],
      onEnd: ({ status }) => {
        if (status !== "Succeeded") setPower(cluster, "Stopped");
      },
    },
    204,
  );
  setPower(cluster, "Running");
  return accepted(world, operation);
};

/** Of the cluster and, with it, of its pools (assumed); a pool that was stopped by itself stays so. */
function setPower(cluster: Cluster, code: "Running" | "Stopped"): void {
  cluster.properties = { ...cluster.properties, powerState: { code } };
  for (const pool of cluster.pools.values()) {
    if (pool.stoppedCount === undefined) pool.properties = { ...pool.properties, powerState: { code } };
  }
}

function takeDown(world: World, cluster: Cluster): void {
  for (const pool of cluster.pools.values()) removeMachines(world, cluster, pool, 0);
  if (cluster.controlPlane) world.kubernetes.setRunning(cluster.uid, false);
}

function bringBack(world: World, cluster: Cluster): void {
  for (const pool of cluster.pools.values()) {
    const count = pool.stoppedCount === undefined ? (numberAt(pool.properties, "count") ?? 1) : 0;
    while (pool.machines.length < count) addMachine(world, cluster, pool);
  }
}
