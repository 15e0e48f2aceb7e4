import { usageError } from "../../../errors.js";

/** AKS's own rule for the names of Linux pools. */
const poolName = /^[a-z][a-z0-9]{0,11}$/;
const hint = "write --pool-node POOL=NODE once for each pool that has a real node";

/** `POOL=NODE` each, as pool -> node. Throws usage errors. */
export function parsePoolNodes(texts: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const text of texts) {
    const [pool = "", node = "", ...more] = text.split("=");
    if (!poolName.test(pool) || node === "" || more.length > 0) {
      throw usageError("InvalidPoolNode", `--pool-node ${text} is no POOL=NODE with the name of a Linux pool`, hint);
    }
    if (found.has(pool)) {
      throw usageError("PoolNodeTwice", `--pool-node names pool ${pool} twice; a pool has one real node`, hint);
    }
    const other = [...found].find(([, taken]) => taken === node)?.[0];
    if (other !== undefined) {
      throw usageError("PoolNodeTwice", `--pool-node gives node ${node} to two pools, ${other} and ${pool}`, hint);
    }
    found.set(pool, node);
  }
  return found;
}
