import type { Cluster, Pool } from "../aks/cluster.js";
import { OperationFailure } from "../aks/operation-failure.js";
import type { World } from "../world.js";
import { quotaName, regularCores, spotLine, vcpusOfMachines } from "./machines-in-use.js";
import { vcpuLimit } from "./usages.js";
import { findComputeSize } from "./vm-sizes.js";

/**
 * Compute's own look at its quota when a machine is made: AKS has let the request in, and limits or others' use have
 * changed since. The operation fails with Compute's error (code and text: public reports; its last sentences, which link
 * to the portal, are left out).
 */
export function checkAllocation(world: World, cluster: Cluster, pool: Pick<Pool, "properties">, vmSize: string): void {
  const size = findComputeSize(vmSize);
  if (!world.compute.hasChanged || size === undefined) return;
  const { location } = cluster;
  const figures = vcpusOfMachines(world, location);
  const line = quotaName(pool.properties, size.family);
  const lines: readonly (readonly [name: string, shown: string, used: number])[] = [
    ...(line === spotLine ? [] : [["cores", "Total Regional", regularCores(figures)] as const]),
    [line, line === spotLine ? "LowPriority" : line, figures.get(line) ?? 0],
  ];
  for (const [name, shown, ours] of lines) {
    const usage = ours + world.compute.usedByOthers(location, name);
    const limit = vcpuLimit(world, location, name);
    if (usage + size.vcpus <= limit) continue;
    throw new OperationFailure({
      code: "OperationNotAllowed",
      message:
        `Operation could not be completed as it results in exceeding approved ${shown} Cores quota. Additional details ` +
        `- Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ` +
        `${usage}, Additional Required: ${size.vcpus}, (Minimum) New Limit Required: ${usage + size.vcpus}.`,
    });
  }
}
