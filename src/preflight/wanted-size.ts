import type { VmSize } from "../azure/azure.js";
import type { Facts } from "../facts/facts.js";
import { listOf, numberAt, stringAt, jsonAt, textsOf } from "../json.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { PreflightRequest } from "./rule.js";

/** A pool that would be made: the sandbox pool, and a new cluster's system pool. */
export interface WantedPool {
  readonly name: string;
  readonly isSandbox: boolean;
  readonly isSystem: boolean;
  readonly vmSize: string;
  readonly osSku: string | undefined;
  /** Spot machines, whose quota is one of its own. */
  readonly isSpot: boolean;
  /** Nodes that are made at once. */
  readonly count: number;
  /** Nodes at most: the autoscaler's maximum, surge nodes apart. */
  readonly nodes: number;
  /** Nodes that an upgrade adds: of `maxSurge`, else AKS's default of 10 % (at least one). */
  readonly surge: number;
  readonly zones: readonly string[];
}

/** The sandbox pool among them. */
export interface WantedSandboxPool extends WantedPool {
  readonly runtime: SandboxRuntime;
}

/** The pools that the request would make, as their bodies say (with `--set-pool` laid over). */
export function wantedPools(request: PreflightRequest): readonly WantedPool[] {
  const { newCluster, createsCluster } = request;
  const sandbox = sandboxPool(request);
  const { systemPool } = newCluster;
  const nodes = systemPool.count;
  const profiles = listOf(jsonAt(request.clusterBody, "properties", "agentPoolProfiles"));
  const system: WantedPool = {
    name: systemPool.name,
    osSku: stringAt(
      profiles.find((each) => stringAt(each, "name") === systemPool.name),
      "osSKU",
    ),
    isSpot: false,
    count: nodes,
    isSandbox: false,
    isSystem: true,
    vmSize: systemPool.vmSize,
    nodes,
    surge: surgeOf(undefined, nodes),
    zones: [],
  };
  return [
    ...(sandbox === undefined ? [] : [sandbox]),
    ...(createsCluster && !newCluster.sandboxSystemPool ? [system] : []),
  ];
}

/** The sandbox pool, where it would be made. */
export function sandboxPool(request: PreflightRequest): WantedSandboxPool | undefined {
  const { pool, poolBody, newCluster, createsCluster, createsPool } = request;
  if (pool === undefined || !createsPool) return undefined;
  const properties = jsonAt(poolBody, "properties");
  return {
    name: pool.name,
    runtime: pool.runtime,
    isSandbox: true,
    isSystem: (createsCluster && newCluster.sandboxSystemPool) || stringAt(properties, "mode") === "System",
    osSku: stringAt(properties, "osSKU"),
    isSpot: stringAt(properties, "scaleSetPriority") === "Spot",
    vmSize: stringAt(properties, "vmSize") ?? pool.vmSize,
    ...sizeOf(properties),
    zones: textsOf(jsonAt(properties, "availabilityZones")),
  };
}

/** The size as the region offers it, by its name without regard to case. */
export function offeredSize(facts: Facts, name: string): VmSize | undefined {
  return facts.vmSizes?.find((size) => size.name.toLowerCase() === name.toLowerCase());
}

function sizeOf(properties: unknown): Pick<WantedPool, "count" | "nodes" | "surge"> {
  const count = numberAt(properties, "count") ?? 1;
  const nodes = numberAt(properties, "maxCount") ?? count;
  return { count, nodes, surge: surgeOf(stringAt(properties, "upgradeSettings", "maxSurge"), nodes) };
}

/** A count or a share of the nodes, rounded up (AKS documentation, node surge upgrade). */
function surgeOf(maxSurge: string | undefined, nodes: number): number {
  const text = maxSurge ?? "10%";
  const figure = Number.parseInt(text, 10);
  if (!Number.isFinite(figure)) return 1;
  return text.endsWith("%") ? Math.ceil((nodes * figure) / 100) : figure;
}
