import type { Pool } from "../azure/azure.js";
import { aksPoolLabel, isVirtualPool } from "../runtimes/marks.js";
import type { Proof } from "./prove.js";

/**
 * Names in a proof the pools whose nodes are in ARM alone, beside a real cluster: nothing of theirs was looked at, and the
 * total says so. A pool that has a node after all was looked at, whatever its tag says. `asked`: the one pool asked for.
 */
export function withSkippedPools(proof: Proof, pools: readonly Pool[], asked: string | undefined): Proof {
  const seen = new Set(proof.nodes.map(({ evidence }) => evidence.node.labels[aksPoolLabel]));
  const skippedPools = pools
    .filter((pool) => isVirtualPool(pool) && !seen.has(pool.name) && (asked ?? pool.name) === pool.name)
    .map(({ name }) => name);
  if (skippedPools.length === 0) return proof;
  const what = `pool${skippedPools.length === 1 ? "" : "s"} ${skippedPools.join(", ")}`;
  const skipped = `${what} skipped: virtual, no real node to look at`;
  if (asked === undefined || proof.nodes.length > 0)
    return { ...proof, skippedPools, reason: `${proof.reason}; ${skipped}` };
  return {
    ...proof,
    skippedPools,
    reason: skipped,
    cure: `start the local Azure with --pool-node ${asked}=NODE`,
  };
}
