import { providerError } from "../arm/errors.js";
import type { World } from "../world.js";
import { clusterQuota, defaultClusterLimit } from "./compute-state.js";
import { machinesInUse } from "./machines-in-use.js";
import { vcpuLimit } from "./usages.js";
import { findComputeSize } from "./vm-sizes.js";

/** Machines that a request would add. */
export interface NewMachines {
  readonly vmSize: string;
  readonly machines: number;
}

/** Both texts, code and status 400: public reports of 2025 and 2026. Which of the two limits is looked at first: assumed. */
const advice =
  "If you want to increase the quota, please follow this instruction: " +
  "https://learn.microsoft.com/en-us/azure/quotas/view-quotas. Surge nodes would also consume vcpu quota, please " +
  "consider use smaller maxSurge or use maxUnavailable to proceed upgrade without surge nodes, details: " +
  "aka.ms/aks/maxUnavailable.";

/**
 * Refuses machines for which the region or the family has no vCPUs left. To be called before anything is changed: with
 * all pools of a new cluster, the machines a scale adds, or an upgrade's surge.
 */
export function checkQuota(world: World, location: string, wanted: readonly NewMachines[]): void {
  const requested = new Map<string, number>();
  for (const { vmSize, machines } of wanted) {
    const size = findComputeSize(vmSize);
    if (size === undefined || machines <= 0) continue;
    requested.set(size.family, (requested.get(size.family) ?? 0) + machines * size.vcpus);
  }
  if (requested.size === 0) return;
  const { families } = machinesInUse(world, location);
  const sum = (figures: Iterable<number>) => [...figures].reduce((all, one) => all + one, 0);
  const left = (name: string, used: number) =>
    Math.max(vcpuLimit(world, location, name) - used - world.compute.usedByOthers(location, name), 0);
  const regionLeft = left("cores", sum(families.values()));
  const regionWants = sum(requested.values());
  if (regionWants > regionLeft) {
    throw insufficient(
      `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota ${regionLeft}, ` +
        `requested quota ${regionWants}.`,
    );
  }
  for (const [family, wants] of requested) {
    const familyLeft = left(family, families.get(family) ?? 0);
    if (wants > familyLeft) {
      throw insufficient(
        `Insufficient vcpu quota requested ${wants}, remaining ${familyLeft} for family ${family} for region ${location}.`,
      );
    }
  }
}

function insufficient(text: string) {
  return providerError(400, "ErrCode_InsufficientVCPUQuota", `${text} ${advice}`);
}

/** Refuses one more cluster where the region's quota is used up. Code and text: AKS documentation; status: assumed. */
export function checkClusterQuota(world: World, location: string): void {
  const maximum = world.compute.exactLimit(location, clusterQuota) ?? defaultClusterLimit;
  const inRegion = [...world.clusters.values()].filter((cluster) => cluster.location === location).length;
  const usage = inRegion + world.compute.usedByOthers(location, clusterQuota);
  if (usage < maximum) return;
  throw providerError(
    400,
    "ManagedClusterCountExceedsQuotaLimit",
    `Operation results in exceeding quota limits for managed clusters. Maximum allowed: ${maximum}, Current usage: ` +
      `${usage}, Additional requested: 1. Consider deleting unused clusters or requesting a quota increase. To request ` +
      `a quota increase, follow the instructions here: ` +
      `https://learn.microsoft.com/azure/quotas/quickstart-increase-quota-portal.`,
  );
}
