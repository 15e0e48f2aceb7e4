import { providerError } from "../arm/errors.js";
import { zonesOf } from "../compute/region-sizes.js";
import type { ComputeState } from "../compute/compute-state.js";
import { computeSizes } from "../compute/vm-sizes.js";
import { findRegion } from "../arm/locations.js";
import { textAt, textsAt, type JsonObject } from "../json.js";
import { findVmSize, type VmSize } from "./vm-sizes.js";

export interface SizeSurroundings {
  readonly location: string;
  readonly compute: ComputeState;
  /** Only a new pool has to be offered its machines; what is there may stay. */
  readonly isNew: boolean;
}

/** Is the size one that AKS lets this subscription have here, in these zones, for this mode? */
export function checkSize(poolName: string, pool: JsonObject, around: SizeSurroundings): void {
  const asked = textAt(pool, "vmSize");
  const size = findVmSize(asked);
  if (size === undefined || (around.isNew && !isAllowed(size, around))) throw notAllowed(asked, around);
  const isTooSmall = size.vcpus < 2 || size.memoryMib < 4096 || size.name.startsWith("Standard_B");
  if (textAt(pool, "mode") === "System" && isTooSmall) {
    // Text: public report of 2025; rule: AKS documentation (2 vCPUs and 4 GB, no B series).
    throw providerError(
      400,
      "SystemPoolSkuTooLow",
      `System node pool must use VM sku with more than 2 cores and 4GB memory. Nodepool name: ${poolName}.`,
    );
  }
  if (around.isNew) checkZones(poolName, textsAt(pool, "availabilityZones"), size, around);
}

function isAllowed(size: VmSize, { location, compute }: SizeSurroundings): boolean {
  if (zonesOf(size, location) === undefined) return false;
  return compute.restrictions(location, size.name, size.family).every((one) => one.zones !== undefined);
}

/** Code and text: public reports of 2025 and 2026. */
function notAllowed(asked: string, around: SizeSurroundings) {
  const allowed = computeSizes.flatMap((size) => {
    const known = findVmSize(size.name);
    return known !== undefined && isAllowed(known, around) ? [size.name.toLowerCase()] : [];
  });
  return providerError(
    400,
    "BadRequest",
    `The VM size of ${asked} is not allowed in your subscription in location '${around.location}'. The available VM ` +
      `sizes are '${allowed.sort().join(",")}'. For more details, please visit https://aka.ms/aks/quotas-skus-regions`,
  );
}

/** Texts: public reports of 2024 (a region without zones) and 2026 (a size that lacks some). */
function checkZones(poolName: string, asked: readonly string[], size: VmSize, around: SizeSurroundings): void {
  if (asked.length === 0) return;
  const { location, compute } = around;
  if (findRegion(location)?.zones.length === 0) {
    throw providerError(
      400,
      "AvailabilityZoneNotSupported",
      `Availability zone is not supported in region ${location}.`,
      {
        target: "agentPoolProfile.availabilityZone",
      },
    );
  }
  const kept = compute.restrictions(location, size.name, size.family).flatMap((one) => one.zones ?? []);
  const offered = (zonesOf(size, location) ?? []).filter((zone) => !kept.includes(zone));
  const missing = asked.filter((zone) => !offered.includes(zone));
  if (missing.length === 0) return;
  throw providerError(
    400,
    "AvailabilityZoneNotSupported",
    `The zone(s) '${missing.join(",")}' for resource '${poolName}' is not supported. The supported zones for location ` +
      `'${location}' are '${offered.join(",")}'`,
    { target: "agentPoolProfile.availabilityZone" },
  );
}
