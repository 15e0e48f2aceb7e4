import { usageError } from "../errors.js";
import type { PoolSize } from "./sandbox-spec.js";

export interface PoolSizeOptions {
  readonly nodeCount?: string | undefined;
  readonly enableClusterAutoscaler?: boolean | undefined;
  readonly minCount?: string | undefined;
  readonly maxCount?: string | undefined;
}

/** Nodes in a pool, at most (AKS limits, 2024-01). */
const maxNodes = 1000;

/** Either `--node-count`, or `--enable-cluster-autoscaler` with both bounds. */
export function resolvePoolSize(options: PoolSizeOptions): PoolSize {
  const isBounded = options.minCount !== undefined || options.maxCount !== undefined;
  const isAutoscaled = options.enableClusterAutoscaler === true;
  if (options.nodeCount !== undefined) {
    if (isAutoscaled || isBounded) {
      throw usageError(
        "NodeCountAndAutoscaler",
        `--node-count ${options.nodeCount} and the cluster autoscaler's bounds exclude each other`,
        "give either --node-count, or --enable-cluster-autoscaler with --min-count and --max-count",
      );
    }
    return { kind: "fixed", count: readCount("--node-count", options.nodeCount, 1) };
  }
  if (!isAutoscaled) throw isBounded ? notEnabled() : nothingGiven();
  return resolveBounds(options.minCount, options.maxCount);
}

function resolveBounds(least: string | undefined, most: string | undefined): PoolSize {
  if (least === undefined || most === undefined) {
    throw usageError(
      "AutoscalerBoundsMissing",
      `--enable-cluster-autoscaler needs both bounds, and ${least === undefined ? "--min-count" : "--max-count"} is missing`,
      "give --min-count and --max-count",
    );
  }
  const minCount = readCount("--min-count", least, 0);
  const maxCount = readCount("--max-count", most, 1);
  if (minCount > maxCount) {
    throw usageError(
      "AutoscalerBoundsReversed",
      `--min-count ${minCount} is greater than --max-count ${maxCount}`,
      `did you mean --min-count ${maxCount} --max-count ${minCount}?`,
    );
  }
  return { kind: "autoscaled", minCount, maxCount };
}

function notEnabled(): Error {
  return usageError(
    "AutoscalerNotEnabled",
    "--min-count and --max-count mean something only with --enable-cluster-autoscaler",
    "add --enable-cluster-autoscaler",
  );
}

function nothingGiven(): Error {
  return usageError(
    "NodeCountMissing",
    "the number of nodes is missing: neither --node-count nor the cluster autoscaler's bounds were given",
    "give --node-count 3, or --enable-cluster-autoscaler --min-count 1 --max-count 5",
  );
}

/** A whole number of nodes from `least` to 1000. */
export function readCount(flag: string, text: string, least: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= maxNodes) return count;
  throw usageError(
    "InvalidCount",
    `${flag} "${text}" is not a whole number from ${least} to ${maxNodes}`,
    `for example: ${flag} ${Math.max(least, 3)}`,
  );
}
