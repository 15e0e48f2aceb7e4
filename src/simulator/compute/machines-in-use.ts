import type { Cluster, Pool } from "../aks/cluster.js";
import { isOutdated } from "../aks/machine-settings.js";
import { isMachinesPool } from "../aks/single-machines/machines-pool.js";
import { bySize } from "../aks/vm-pool.js";
import { numberAt, objectAt, textAt, type JsonObject } from "../json.js";
import type { World } from "../world.js";
import { findComputeSize } from "./vm-sizes.js";

export interface MachinesInUse {
  /** Family, or `lowPriorityCores` for spot machines of all families -> vCPUs, of AKS's machines alone. */
  readonly families: ReadonlyMap<string, number>;
  readonly machines: number;
  readonly scaleSets: number;
}

/**
 * What the pools of a region hold: their machines, and while an operation runs those it will make, for a request that
 * was accepted keeps its share (assumed). Nothing is counted along, so a deletion cannot forget to give back.
 */
export function machinesInUse(world: World, location: string): MachinesInUse {
  return count(world, location, machinesOf);
}

/** vCPUs of the machines that are there now, by the lines of the usages. */
export function vcpusOfMachines(world: World, location: string): ReadonlyMap<string, number> {
  return count(world, location, (_, pool) => pool.machines.length, true).families;
}

function count(
  world: World,
  location: string,
  counted: (cluster: Cluster, pool: Pool) => number,
  isMadeOnly = false,
): MachinesInUse {
  const families = new Map<string, number>();
  let machines = 0;
  let scaleSets = 0;
  for (const cluster of world.clusters.values()) {
    if (cluster.location !== location) continue;
    for (const pool of cluster.pools.values()) {
      const nodes = counted(cluster, pool);
      machines += nodes;
      scaleSets += 1;
      for (const { properties, vmSize, ofSize } of sizesOf(pool, nodes, isMadeOnly)) {
        const size = findComputeSize(vmSize);
        if (size === undefined) continue;
        const name = quotaName(properties, size.family);
        families.set(name, (families.get(name) ?? 0) + ofSize * size.vcpus);
      }
    }
  }
  return { families, machines, scaleSets };
}

/** Machines of a pool of mode `Machines` each have a size of their own; they count from their PUT on. */
function sizesOf({ properties, machines }: Pool, nodes: number, isMadeOnly: boolean) {
  if (!isMachinesPool(properties))
    return bySize(properties, nodes).map(({ size, count: ofSize }) => ({ properties, vmSize: size, ofSize }));
  return machines.flatMap(({ vmSize, single }) =>
    single === undefined || (isMadeOnly && !single.isMade)
      ? []
      : [{ properties: single.properties, vmSize, ofSize: 1 }],
  );
}

/** The line of the usages that a pool counts on: spot machines have one of their own (documentation of spot machines). */
export function quotaName(properties: JsonObject, family: string): string {
  return textAt(properties, "scaleSetPriority") === "Spot" ? spotLine : family;
}

export const spotLine = "lowPriorityCores";

/** vCPUs that count on the region's own line: all but those of spot machines. */
export function regularCores(figures: ReadonlyMap<string, number>): number {
  return [...figures].reduce((sum, [name, vcpus]) => sum + (name === spotLine ? 0 : vcpus), 0);
}

function machinesOf(cluster: Cluster, pool: Pool): number {
  const operation = pool.running ?? cluster.running;
  const isShrinking = operation?.verb === "Deleting" || operation?.verb === "Stopping";
  if (operation === undefined || isShrinking || pool.stoppedCount !== undefined) return pool.machines.length;
  const isReplacing = operation.verb.startsWith("Upgrading") && pool.machines.some((one) => isOutdated(pool, one));
  const surge = isReplacing ? surgeOf(pool.properties) : 0;
  return Math.max(pool.machines.length, (numberAt(pool.properties, "count") ?? 1) + surge);
}

/**
 * Machines beside the pool's own while it is upgraded: `maxSurge`, at least one; none where machines may be missing
 * instead (`maxUnavailable`). Both are a number or a share of `count`, rounded up.
 */
export function surgeOf(properties: JsonObject): number {
  const settings = objectAt(properties, "upgradeSettings");
  const count = numberAt(properties, "count") ?? 1;
  const figureOf = (text: string) => {
    const figure = Number.parseInt(text, 10) || 0;
    return text.endsWith("%") ? Math.ceil((count * figure) / 100) : figure;
  };
  return figureOf(textAt(settings, "maxUnavailable")) > 0 ? 0 : Math.max(figureOf(textAt(settings, "maxSurge")), 1);
}
