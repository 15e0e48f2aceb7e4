import type { Random } from "../random.js";

/** A moment of an operation, as a share of its duration (0 to 1). */
export interface Stage {
  readonly at: number;
  readonly status: string;
}

/**
 * The free-text statuses of a cluster's creation. From three recordings of 2025-11-04 (polled every 30 s, 272 to 317 s
 * long): control plane from about 0.2, pools from 0.42, the last node counted at about 0.65.
 */
export function clusterCreateStages(random: Random, nodes: number): readonly Stage[] {
  const spread = () => (random.next() - 0.5) * 0.06;
  const pools = 0.43 + spread();
  return [
    { at: 0.2 + spread(), status: "ProvisioningControlPlane" },
    { at: pools, status: "CreatingAgentPools" },
    ...nodeStages("CreatingAgentPools", nodes, pools + 0.07, 0.65 + spread()),
  ];
}

/**
 * Of a pool's creation. Two recordings of 2025-11-04 (3 nodes, 238 and 269 s): `0/3` from at most 32 s, `3/3` seen
 * first at 190 and 158 s.
 */
export function poolCreateStages(random: Random, nodes: number): readonly Stage[] {
  return nodeStages("CreatingAgentPool", nodes, 0.08, 0.55 + random.next() * 0.17);
}

/** `0/n` at `start`, one line a node, `n/n` at `end`. The last half of the way holds the nodes (assumed). */
function nodeStages(word: string, nodes: number, start: number, end: number): readonly Stage[] {
  const firstNode = (start + end) / 2;
  return Array.from({ length: nodes + 1 }, (_, done) => ({
    at: done === 0 ? start : nodes === 1 ? end : firstNode + ((end - firstNode) * (done - 1)) / (nodes - 1),
    status: `${word}: ${done}/${nodes} nodes completed`,
  }));
}
