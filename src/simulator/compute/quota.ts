import { providerError } from "../arm/errors.js";
import { textAt, type JsonObject } from "../json.js";
import type { World } from "../world.js";
import { clusterQuota, defaultClusterLimit } from "./compute-state.js";
import { machinesInUse, quotaName, regularCores } from "./machines-in-use.js";
import { vcpuLimit } from "./usages.js";
import { findComputeSize } from "./vm-sizes.js";

/** Machines that a request would add to a pool of these properties. */
export interface NewMachines {
  readonly properties: JsonObject;
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
  for (const { properties, machines } of wanted) {
    const size = findComputeSize(textAt(properties, "vmSize"));
    if (size === undefined || machines <= 0) continue;
    const name = quotaName(properties, size.family);
    requested.set(name, (requested.get(name) ?? 0) + machines * size.vcpus);
  }
  if (requested.size === 0) return;
  const atMost = world.compute.atMostInUse.get(location);
  if (atMost !== undefined && shortageOf(world, location, requested, atMost) === undefined) {
    add(atMost, requested);
    return;
  }
  const inUse = new Map(machinesInUse(world, location).families);
  const shortage = shortageOf(world, location, requested, inUse);
  if (shortage !== undefined) throw insufficient(shortage);
  add(inUse, requested);
  world.compute.atMostInUse.set(location, inUse);
}

/** What is refused, in the service's words; undefined where there is room. */
function shortageOf(
  world: World,
  location: string,
  requested: ReadonlyMap<string, number>,
  inUse: ReadonlyMap<string, number>,
): string | undefined {
  const left = (name: string, used: number) =>
    Math.max(vcpuLimit(world, location, name) - used - world.compute.usedByOthers(location, name), 0);
  const regionLeft = left("cores", regularCores(inUse));
  const regionWants = regularCores(requested);
  if (regionWants > regionLeft) {
    return (
      `Insufficient regional vcpu quota left for location ${location}. left regional vcpu quota ${regionLeft}, ` +
      `requested quota ${regionWants}.`
    );
  }
  for (const [family, wants] of requested) {
    const familyLeft = left(family, inUse.get(family) ?? 0);
    if (wants > familyLeft) return familyText(wants, familyLeft, family, location);
  }
  return undefined;
}

function familyText(wants: number, left: number, family: string, location: string): string {
  return `Insufficient vcpu quota requested ${wants}, remaining ${left} for family ${family} for region ${location}.`;
}

/** What is said of these machines where nothing at all is left for their family. */
export function noQuotaLeft(location: string, { properties, machines }: NewMachines) {
  const size = findComputeSize(textAt(properties, "vmSize"));
  const wants = machines * (size?.vcpus ?? 2);
  const text = familyText(wants, 0, quotaName(properties, size?.family ?? ""), location);
  return { code: "ErrCode_InsufficientVCPUQuota", message: `${text} ${advice}` };
}

function add(figures: Map<string, number>, more: ReadonlyMap<string, number>): void {
  for (const [name, vcpus] of more) figures.set(name, (figures.get(name) ?? 0) + vcpus);
}

function insufficient(text: string) {
  return providerError(400, "ErrCode_InsufficientVCPUQuota", `${text} ${advice}`);
}

/**
 * Refuses one more cluster where the quota of the region or the subscription's limit is used up. Code and text: AKS
 * documentation; status, and that both go by them: assumed.
 */
export function checkClusterQuota(world: World, location: string): void {
  const maximum = world.compute.exactLimit(location, clusterQuota) ?? defaultClusterLimit;
  const inRegion = [...world.clusters.values()].filter((cluster) => cluster.location === location).length;
  const usage = inRegion + world.compute.usedByOthers(location, clusterQuota);
  if (usage >= maximum) throw tooManyClusters(maximum, usage);
  if (world.clusters.size >= defaultClusterLimit) throw tooManyClusters(defaultClusterLimit, world.clusters.size);
}

function tooManyClusters(maximum: number, usage: number) {
  return providerError(
    400,
    "ManagedClusterCountExceedsQuotaLimit",
    `Operation results in exceeding quota limits for managed clusters. Maximum allowed: ${maximum}, Current usage: ` +
      `${usage}, Additional requested: 1. Consider deleting unused clusters or requesting a quota increase. To request ` +
      `a quota increase, follow the instructions here: ` +
      `https://learn.microsoft.com/azure/quotas/quickstart-increase-quota-portal.`,
  );
}
