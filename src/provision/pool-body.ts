import type { JsonObject } from "../json.js";
import { isJsonObject } from "../json.js";
import { runtimeMark, runtimeTaint } from "../runtimes/marks.js";
import { layOver } from "../spec/overlay.js";
import type { NewClusterSpec, PoolSize, PoolSpec } from "../spec/sandbox-spec.js";
import { poolTags } from "./tags.js";

/** Body of `PUT .../agentPools/{name}` for a sandbox pool, in ARM's wire form; `--set-pool` is laid over it. */
export function poolBody(pool: PoolSpec, mode: "User" | "System" = "User"): JsonObject {
  const runtime = pool.runtime.pool.workloadRuntime;
  return layOver(
    {
      properties: {
        mode,
        osType: "Linux",
        osSKU: pool.osSku,
        ...(runtime === undefined ? {} : { workloadRuntime: runtime }),
        vmSize: pool.vmSize,
        type: "VirtualMachineScaleSets",
        ...sizeProperties(pool.size),
        nodeLabels: { ...pool.labels, [runtimeMark]: pool.runtime.id },
        nodeTaints: [...pool.taints, ...(pool.isTainted ? [runtimeTaint(pool.runtime.id)] : [])],
        tags: poolTags(pool.name),
        ...(pool.zones.length === 0 ? {} : { availabilityZones: pool.zones }),
        ...(pool.maxPods === undefined ? {} : { maxPods: pool.maxPods }),
        ...(pool.osDiskSizeGb === undefined ? {} : { osDiskSizeGB: pool.osDiskSizeGb }),
        ...(pool.vnetSubnetId === undefined ? {} : { vnetSubnetID: pool.vnetSubnetId }),
      },
    },
    pool.overlay,
  );
}

/**
 * The same pool as an entry of a cluster's `agentPoolProfiles`: the properties, with the name among them, and with the
 * taints of a node's start, which AKS takes here alone.
 */
export function inlinePool(pool: PoolSpec, mode: "User" | "System"): JsonObject {
  const { properties } = poolBody(pool, mode);
  const taints = pool.initializationTaints;
  return {
    name: pool.name,
    ...(taints.length === 0 ? {} : { nodeInitializationTaints: taints }),
    ...(isJsonObject(properties) ? properties : {}),
  };
}

/** The ordinary pool for the cluster's own pods, as an entry of `agentPoolProfiles`. */
export function inlineSystemPool({ systemPool }: NewClusterSpec): JsonObject {
  return {
    name: systemPool.name,
    mode: "System",
    osType: "Linux",
    osSKU: "AzureLinux",
    vmSize: systemPool.vmSize,
    type: "VirtualMachineScaleSets",
    count: systemPool.count,
    tags: poolTags(systemPool.name),
  };
}

function sizeProperties(size: PoolSize): JsonObject {
  return size.kind === "fixed"
    ? { count: size.count }
    : { count: size.minCount, enableAutoScaling: true, minCount: size.minCount, maxCount: size.maxCount };
}
