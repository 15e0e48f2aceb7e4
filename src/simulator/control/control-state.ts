import type { Operation } from "../arm/operations.js";
import { numberAt, textAt } from "../json.js";
import type { World } from "../world.js";

/** What exists, for tests from outside the process: names and states, nothing secret. Times are simulated. */
export function controlState(world: World, speed: number | "manual"): object {
  return {
    time: new Date(world.clock.now()).toISOString(),
    speed,
    subscriptionId: world.subscriptionId,
    resourceGroups: [...world.resourceGroups.values()].map(({ name, location, provisioningState }) => ({
      name,
      location,
      provisioningState,
    })),
    clusters: [...world.clusters.values()].map((cluster) => ({
      resourceGroup: cluster.group,
      name: cluster.name,
      location: cluster.location,
      provisioningState: cluster.state,
      kubernetesVersion: textAt(cluster.properties, "currentKubernetesVersion"),
      operation: running(cluster.running),
      pools: [...cluster.pools.values()].map((pool) => ({
        name: pool.name,
        provisioningState: pool.state,
        vmSize: textAt(pool.properties, "vmSize"),
        workloadRuntime: textAt(pool.properties, "workloadRuntime"),
        count: numberAt(pool.properties, "count"),
        machines: pool.machines.map(({ name }) => name),
        operation: running(pool.running),
      })),
    })),
  };
}

function running(operation: Operation | undefined): object | null {
  if (operation === undefined) return null;
  const { id, verb, status, startMs } = operation;
  return { id, verb, status, startTime: new Date(startMs).toISOString() };
}
