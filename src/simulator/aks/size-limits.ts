import { providerError } from "../arm/errors.js";
import { surgeOf } from "../compute/machines-in-use.js";
import { numberAt, type JsonObject } from "../json.js";
import type { Cluster, Pool } from "./cluster.js";

/** AKS's limits (its documentation, 2024-01): pools of a cluster, nodes of a pool, nodes of a cluster. */
const maxPools = 100;
const maxPoolNodes = 1000;
const maxClusterNodes = 5000;

/** Code: AKS's list of errors; text: ours. */
export function checkPoolCount(count: number): void {
  if (count <= maxPools) return;
  const text = `A managed cluster has at most ${maxPools} agent pools, not ${count} (this text is the local Azure's own).`;
  throw providerError(400, "MaxAgentPoolCountReached", text, { target: "agentPoolProfiles" });
}

/** With a pool as it shall be: the nodes of all pools. Code: AKS's list of errors; that it is this one, and its text: ours. */
export function checkClusterSize(cluster: Cluster, pool: Pool | undefined, after: JsonObject): void {
  const others = [...cluster.pools.values()].filter((other) => other !== pool);
  const nodes = [...others.map(({ properties }) => properties), after]
    .map((properties) => numberAt(properties, "count") ?? 1)
    .reduce((sum, count) => sum + count, 0);
  if (nodes <= maxClusterNodes) return;
  const text = `A managed cluster has at most ${maxClusterNodes} nodes, not ${nodes} (this text is the local Azure's own).`;
  throw providerError(400, "AgentPoolMaxCountExceeded", text, { target: "agentPoolProfile.count" });
}

/** Of a pool to which machines are added one by one. Code: AKS's list of errors; that it is this one, and its text: ours. */
export function checkPoolNodes(count: number): void {
  if (count <= maxPoolNodes) return;
  const text = `A node pool has at most ${maxPoolNodes} nodes, not ${count} (this text is the local Azure's own).`;
  throw providerError(400, "AgentPoolMaxCountExceeded", text, { target: "agentPoolProfile.count" });
}

/** An upgrade needs room for its surge machines in the pool (AKS release notes of 2026-08-07; code and text: ours). */
export function checkSurge(after: JsonObject): void {
  const count = numberAt(after, "count") ?? 1;
  const surge = surgeOf(after);
  if (count + surge <= maxPoolNodes) return;
  const text =
    `The pool's ${count} nodes and ${surge} surge nodes are more than ${maxPoolNodes} (this text is ` +
    `the local Azure's own).`;
  throw providerError(400, "AgentPoolMaxCountExceeded", text, { target: "agentPoolProfile.upgradeSettings.maxSurge" });
}
