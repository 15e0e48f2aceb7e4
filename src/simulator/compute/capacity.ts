import { providerError } from "../arm/errors.js";
import { textAt } from "../json.js";
import type { Cluster } from "../aks/cluster.js";
import type { World } from "../world.js";
import { findComputeSize } from "./vm-sizes.js";

/** Refuses a new cluster where its region has no room for control planes. Codes and texts: AKS documentation of 2024. */
export function checkClusterCapacity(world: World, location: string, tier: string): void {
  const shortage = world.compute.clusterShortage(location);
  if (shortage === undefined) return;
  const more = (page: string) =>
    `For a list of all the Azure regions, visit https://aka.ms/aks/regions. For more details on this error, visit ` +
    `https://aka.ms/${page}.`;
  if (shortage.code === "AksCapacityHeavyUsage") {
    throw providerError(
      400,
      shortage.code,
      `AKS is experiencing heavy usage in region ${location}. We are working on adding new capacity. In the meantime, ` +
        `please consider creating new AKS clusters in a different region. ${more("akscapacityheavyusage")}`,
    );
  }
  const isFree = tier === "" || tier === "Free";
  throw providerError(
    400,
    "AKSCapacityError",
    isFree
      ? `Creating or starting a free tier cluster is unavailable at this time in region ${location}. To create a new ` +
          `cluster, we recommend using an alternate region, or create a paid tier cluster. ${more("akscapacityerror")}`
      : `Creating a new cluster or starting cluster is unavailable at this time in region ${location}. To create a new ` +
          `cluster, we recommend using an alternate region. ${more("akscapacityerror")}`,
  );
}

/**
 * Refuses new machines of a size that the region has run out of. Compute's text is documented; that AKS answers with it
 * before it begins, in these words, follows its refusal for too little quota (public report).
 */
export function checkMachineCapacity(
  world: World,
  cluster: Pick<Cluster, "name" | "location" | "properties">,
  vmSize: string,
  zones: readonly string[],
): void {
  const size = findComputeSize(vmSize);
  if (size === undefined) return;
  const found = world.compute
    .shortages(cluster.location, size.name, size.family)
    .find(
      (one) => one.code === "SkuNotAvailable" && (one.zones === undefined || zones.some((z) => one.zones?.includes(z))),
    );
  if (found === undefined) return;
  throw providerError(
    400,
    "SkuNotAvailable",
    `Preflight validation check for resource(s) for container service ${cluster.name} in resource group ` +
      `${textAt(cluster.properties, "nodeResourceGroup")} failed. Message: The requested VM size for resource 'Following ` +
      `SKUs have failed for Capacity Restrictions: ${size.name}' is currently not available in location ` +
      `'${cluster.location}'. Please try another size or deploy to a different location or different zone. See ` +
      `https://aka.ms/azureskunotavailable for details.`,
  );
}
