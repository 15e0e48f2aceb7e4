import { scaledValue } from "../../objects/int-or-percent.js";
import type { NodeObject, PodObject } from "../../objects/objects.js";
import type { DaemonSetObject } from "../../objects/workloads.js";
import { isAvailable } from "../pod-state.js";
import { hashLabel } from "./history.js";
import { placementOn } from "./placement.js";

export interface Plan {
  readonly deletions: readonly PodObject[];
  /** Names of the nodes that get one more pod. */
  readonly creations: readonly string[];
}

export interface Daemons {
  readonly set: DaemonSetObject;
  readonly hash: string;
  readonly nodes: readonly NodeObject[];
  /** Pods by the node that they are on or meant for. */
  readonly podsOn: ReadonlyMap<string, readonly PodObject[]>;
  readonly nowMs: number;
}

interface Pair {
  readonly node: string;
  readonly fresh: PodObject | undefined;
  readonly stale: PodObject | undefined;
}

export const isFresh = (pod: PodObject, hash: string) => pod.metadata.labels?.[hashLabel] === hash;
export const surgeOf = ({ spec: { updateStrategy: update } }: DaemonSetObject, count: number) =>
  update.type === "RollingUpdate" ? scaledValue(update.rollingUpdate?.maxSurge, count, "up") : 0;

/** Which old pods go now, and which nodes get a new one beside the old one (`rollingUpdate`). */
export function rollOn(daemons: Daemons): Plan {
  const { set, nodes } = daemons;
  const desired = nodes.filter((node) => placementOn(node, set).isWanted).length;
  const surge = surgeOf(set, desired);
  if (surge > 0) return planSurge(daemons, surge, desired);
  const most = scaledValue(set.spec.updateStrategy.rollingUpdate?.maxUnavailable, desired, "up");
  return planReplacement(daemons, most);
}

/** Undefined for a node with several pods of one kind, which the placing loop cleans up first. */
function pairOn(node: string, pods: readonly PodObject[], hash: string): Pair | undefined {
  const alive = pods.filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const fresh = alive.filter((pod) => isFresh(pod, hash));
  const stale = alive.filter((pod) => !isFresh(pod, hash));
  return fresh.length > 1 || stale.length > 1 ? undefined : { node, fresh: fresh[0], stale: stale[0] };
}

const pairsOf = ({ podsOn, hash }: Daemons) => [...podsOn].map(([node, pods]) => pairOn(node, pods, hash));

function planReplacement(daemons: Daemons, mostUnavailable: number): Plan {
  const isUp = upTest(daemons);
  let unavailable = 0;
  const atOnce: PodObject[] = [];
  const candidates: PodObject[] = [];
  for (const pair of pairsOf(daemons)) {
    const { fresh, stale } = pair ?? {};
    if (stale !== undefined && fresh === undefined) {
      if (!isUp(stale)) {
        atOnce.push(stale);
        unavailable += 1;
      } else if (unavailable < mostUnavailable) candidates.push(stale);
    } else if (fresh === undefined || stale !== undefined || !isUp(fresh)) unavailable += 1;
  }
  const room = Math.max(0, mostUnavailable - unavailable);
  return { deletions: [...atOnce, ...candidates.slice(0, room)], creations: [] };
}

function planSurge(daemons: Daemons, mostSurge: number, desired: number): Plan {
  const isUp = upTest(daemons);
  const deletions: PodObject[] = [];
  const leaving: PodObject[] = [];
  const atOnce: string[] = [];
  const candidates: string[] = [];
  let surge = 0;
  let available = 0;
  for (const pair of pairsOf(daemons)) {
    if (pair === undefined) {
      surge += 1;
      continue;
    }
    const { node, fresh, stale } = pair;
    const first = stale ?? fresh;
    if (first !== undefined && isUp(first)) available += 1;
    if (stale === undefined) continue;
    if (fresh !== undefined) {
      if (isUp(fresh)) deletions.push(stale);
      else surge += 1;
    } else if (!isWantedOn(daemons, node)) (isUp(stale) ? leaving : deletions).push(stale);
    else if (!isUp(stale)) atOnce.push(node);
    else if (surge < mostSurge) candidates.push(node);
  }
  // Pods on nodes that are no longer meant for the set stay until enough others are up.
  deletions.push(...leaving.slice(0, Math.max(0, available - desired)));
  return { deletions, creations: [...atOnce, ...candidates.slice(0, Math.max(0, mostSurge - surge))] };
}

const upTest =
  ({ set, nowMs }: Daemons) =>
  (pod: PodObject) =>
    isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);

function isWantedOn({ nodes, set }: Daemons, name: string): boolean {
  const node = nodes.find(({ metadata }) => metadata.name === name);
  return node !== undefined && placementOn(node, set).isWanted;
}
