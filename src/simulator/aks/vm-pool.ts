import { isObject, numberAt, objectAt, objectsAt, textAt, textsAt, type JsonObject } from "../json.js";
import { findVmSize } from "./vm-sizes.js";

/**
 * Pools of single machines (`type: VirtualMachines`): several sizes, each with a count, or one that the autoscaler moves
 * between two. Shown without `count` and `vmSize` (recorded 2025-05 to 2025-09); both are kept all the same, as the sum of
 * the counts and the first size.
 */
export interface SizeCount {
  /** As it was spelled. */
  readonly size: string;
  readonly count: number;
}

export function isVmPool(properties: JsonObject): boolean {
  return textAt(properties, "type") === "VirtualMachines";
}

export function isAvailabilitySet(properties: JsonObject): boolean {
  return textAt(properties, "type") === "AvailabilitySet";
}

/** How many machines of which size a pool of single machines asks for. The autoscaler never moves: nobody counts pods here. */
export function wantedSizes(properties: JsonObject): readonly SizeCount[] {
  const scale = objectAt(objectAt(properties, "virtualMachinesProfile"), "scale");
  const autoscale = scale["autoscale"];
  if (isObject(autoscale)) {
    const least = numberAt(autoscale, "minCount") ?? 0;
    const most = numberAt(autoscale, "maxCount") ?? least;
    const now = numberAt(properties, "count") ?? least;
    return [{ size: sizeOf(autoscale), count: Math.max(least, Math.min(now, most)) }];
  }
  return objectsAt(scale, "manual").map((entry) => ({
    size: sizeOf(entry),
    count: numberAt(entry, "count") ?? 0,
  }));
}

/** Previews until 2024-10 had a list of sizes, of which the first that is to be had was taken (SDK): here the first. */
function sizeOf(entry: JsonObject): string {
  return textAt(entry, "size") || (textsAt(entry, "sizes")[0] ?? "");
}

export function isAutoscaled(properties: JsonObject): boolean {
  return isObject(objectAt(objectAt(properties, "virtualMachinesProfile"), "scale")["autoscale"]);
}

/**
 * `count`, `vmSize` and the profile of such a pool. One that was an availability set keeps its machines (recorded
 * 2025-07); a new one without a profile has one size, its `vmSize` (assumed).
 */
export function vmPoolCounts(all: JsonObject, base: JsonObject, vmSize: string): JsonObject {
  const profile = isObject(all["virtualMachinesProfile"])
    ? all["virtualMachinesProfile"]
    : { scale: { manual: [{ size: vmSize, count: numberAt(all, "count") ?? 1 }] } };
  const isNew = Object.keys(base).length === 0;
  const before = isNew || !isVmPool(base) ? {} : { count: base["count"] };
  const wanted = wantedSizes({ ...before, virtualMachinesProfile: profile });
  return {
    virtualMachinesProfile: profile,
    count: wanted.reduce((sum, { count }) => sum + count, 0),
    vmSize: wanted[0]?.size ?? vmSize,
    minCount: undefined,
    maxCount: undefined,
  };
}

/** The machines of a pool by size, in the catalogue's spelling, in the order of their first ones. */
export function nodesStatus(machines: readonly { readonly vmSize: string }[]): readonly JsonObject[] {
  const counts = new Map<string, number>();
  for (const { vmSize } of machines) {
    const size = findVmSize(vmSize)?.name ?? vmSize;
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  return [...counts].map(([size, count]) => ({ size, count }));
}

/** The machines that go when a pool shall have `left`: the newest, and of single machines those of sizes with too many. */
export function leavingMachines<M extends { readonly vmSize: string }>(
  properties: JsonObject,
  machines: readonly M[],
  left: number,
): readonly M[] {
  if (left === 0 || !isVmPool(properties)) return machines.slice(left);
  const room = new Map(wantedSizes(properties).map(({ size, count }) => [size.toLowerCase(), count]));
  return machines.filter(({ vmSize }) => {
    const places = room.get(vmSize.toLowerCase()) ?? 0;
    room.set(vmSize.toLowerCase(), places - 1);
    return places <= 0;
  });
}

/**
 * What a pool is once machines were deleted by name: of single machines, each size of the profile has the count that is left
 * of it (assumed, as the count of other pools goes down), so that a later PUT of the rest brings none back.
 */
export function afterDeletion(properties: JsonObject, left: readonly { readonly vmSize: string }[]): JsonObject {
  const counted = { ...properties, count: left.length };
  if (!isVmPool(properties) || isAutoscaled(properties)) return counted;
  const profile = objectAt(properties, "virtualMachinesProfile");
  const scale = objectAt(profile, "scale");
  const has = (size: string) => left.filter(({ vmSize }) => vmSize.toLowerCase() === size.toLowerCase()).length;
  const manual = objectsAt(scale, "manual").map((entry) => ({ ...entry, count: has(sizeOf(entry)) }));
  return { ...counted, virtualMachinesProfile: { ...profile, scale: { ...scale, manual } } };
}

/** The size of the next machine to join. */
export function nextSize(properties: JsonObject, machines: readonly { readonly vmSize: string }[]): string {
  const first = textAt(properties, "vmSize");
  if (!isVmPool(properties)) return first;
  const has = (size: string) => machines.filter(({ vmSize }) => vmSize.toLowerCase() === size.toLowerCase()).length;
  return wantedSizes(properties).find(({ size, count }) => has(size) < count)?.size ?? first;
}

/** Each size of a pool with what it has of it, or would have: for quota and capacity, which look at one size at a time. */
export function bySize(properties: JsonObject, machines: number): readonly SizeCount[] {
  if (!isVmPool(properties)) return [{ size: textAt(properties, "vmSize"), count: machines }];
  return machines === 0 ? [] : wantedSizes(properties);
}
