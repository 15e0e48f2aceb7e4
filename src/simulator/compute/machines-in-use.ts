import type { Cluster, Pool } from "../aks/cluster.js";
import { numberAt, objectAt, textAt } from "../json.js";
import type { World } from "../world.js";
import { findComputeSize } from "./vm-sizes.js";

export interface MachinesInUse {
  /** Family -> vCPUs, of AKS's machines alone. */
  readonly families: ReadonlyMap<string, number>;
  readonly machines: number;
  readonly scaleSets: number;
}

/**
 * What the pools of a region hold: their machines, and while an operation runs those it will make, for a request that
 * was accepted keeps its share (assumed). Nothing is counted along, so a deletion cannot forget to give back.
 */
export function machinesInUse(world: World, location: string): MachinesInUse {
  const families = new Map<string, number>();
  let machines = 0;
  let scaleSets = 0;
  for (const cluster of world.clusters.values()) {
    if (cluster.location !== location) continue;
    for (const pool of cluster.pools.values()) {
      const nodes = machinesOf(cluster, pool);
      const size = findComputeSize(textAt(pool.properties, "vmSize"));
      machines += nodes;
      scaleSets += 1;
      if (size !== undefined) families.set(size.family, (families.get(size.family) ?? 0) + nodes * size.vcpus);
    }
  }
  return { families, machines, scaleSets };
}

function machinesOf(cluster: Cluster, pool: Pool): number {
  const operation = pool.running ?? cluster.running;
  if (operation === undefined || operation.verb === "Deleting" || operation.verb === "Stopping") {
    return pool.machines.length;
  }
  const surge = operation.verb.startsWith("Upgrading") ? surgeOf(pool.properties) : 0;
  return Math.max(pool.machines.length, numberAt(pool.properties, "count") ?? 1) + surge;
}

/** Machines beside the pool's own while it is upgraded: `maxSurge` as a number or a share of `count`, rounded up. */
export function surgeOf(properties: Parameters<typeof textAt>[0]): number {
  const maxSurge = textAt(objectAt(properties, "upgradeSettings"), "maxSurge");
  const figure = Number.parseInt(maxSurge, 10) || 0;
  return maxSurge.endsWith("%") ? Math.ceil(((numberAt(properties, "count") ?? 1) * figure) / 100) : figure;
}
