import type { ClusterState } from "../cluster-state.js";

/** What a node's pool asks of it. */
export interface PoolMarks {
  readonly poolName: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `key=value:Effect` */
  readonly taints: readonly string[];
}

const byCluster = new WeakMap<object, Map<string, PoolMarks>>();

/** Labels and taints of the pools, by node; shared by what puts them back and what refuses to change them. */
export function poolMarksOf(state: ClusterState): Map<string, PoolMarks> {
  const known = byCluster.get(state.store);
  if (known !== undefined) return known;
  const made = new Map<string, PoolMarks>();
  byCluster.set(state.store, made);
  return made;
}
