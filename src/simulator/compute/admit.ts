import type { Cluster } from "../aks/cluster.js";
import { numberAt, textAt, textsAt, type JsonObject } from "../json.js";
import { bySize, isVmPool } from "../aks/vm-pool.js";
import type { World } from "../world.js";
import { checkClusterCapacity, checkMachineCapacity } from "./capacity.js";
import { surgeOf } from "./machines-in-use.js";
import { checkClusterQuota, checkQuota } from "./quota.js";

type Place = Pick<Cluster, "name" | "location" | "properties">;

/** A pool as it shall be, and how many machines that takes beside those it has. */
export interface GrowingPool {
  readonly properties: JsonObject;
  readonly machines: number;
}

/** Refuses a new cluster for want of capacity or quota. Before anything is changed. `tier`: of its SKU. */
export function admitCluster(world: World, cluster: Place, tier: string, pools: readonly GrowingPool[]): void {
  checkClusterCapacity(world, cluster.location, tier);
  checkClusterQuota(world, cluster.location);
  admitMachines(world, cluster, pools);
}

/** Refuses machines for want of capacity or quota: one call a request, with all its pools, before anything is changed. */
export function admitMachines(world: World, cluster: Place, pools: readonly GrowingPool[]): void {
  const growing = pools.filter(({ machines }) => machines > 0);
  for (const { properties } of growing) {
    checkMachineCapacity(world, cluster, textAt(properties, "vmSize"), textsAt(properties, "availabilityZones"));
  }
  checkQuota(world, cluster.location, growing);
}

/** A new pool: all of its machines; an entry for each of its sizes. */
export function wholePool(properties: JsonObject): readonly GrowingPool[] {
  return bySize(properties, numberAt(properties, "count") ?? 1).map(({ size, count }) => ({
    properties: { ...properties, vmSize: size },
    machines: count,
  }));
}

/** A pool that is there: what a larger count adds, and an upgrade's surge. */
export function grownPool(before: JsonObject, after: JsonObject, isUpgrade: boolean): readonly GrowingPool[] {
  if (isVmPool(after)) return grownSizes(before, after);
  const added = (numberAt(after, "count") ?? 1) - (numberAt(before, "count") ?? 1);
  return [{ properties: after, machines: Math.max(added, 0) + (isUpgrade ? surgeOf(after) : 0) }];
}

function grownSizes(before: JsonObject, after: JsonObject): readonly GrowingPool[] {
  const had = new Map(
    bySize(before, numberAt(before, "count") ?? 0).map(({ size, count }) => [size.toLowerCase(), count]),
  );
  return wholePool(after).map(({ properties, machines }) => ({
    properties,
    machines: Math.max(machines - (had.get(textAt(properties, "vmSize").toLowerCase()) ?? 0), 0),
  }));
}
