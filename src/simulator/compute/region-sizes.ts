import { findRegion } from "../arm/locations.js";
import type { ComputeSize } from "./vm-sizes.js";

/**
 * The zones in which a region offers a size, oldest spelling first (`["1", "3"]`); empty in a region without zones;
 * undefined where the size is not offered. Read 2026-08 for the twelve public regions named in the size table; assumed
 * for the others, which offer everything in all their zones.
 */
export function zonesOf(size: ComputeSize, location: string): readonly string[] | undefined {
  const region = findRegion(location);
  const different = size.zones[location];
  if (region === undefined || different === "-") return undefined;
  return different === undefined || region.zones.length === 0 ? region.zones : Array.from(different);
}
