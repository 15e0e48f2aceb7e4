import type { PodObject } from "../../objects/objects.js";
import { isReady, readySinceMs } from "../pod-state.js";

const phases = ["Pending", "Unknown", "Running"];

/**
 * The pods that a scale-down deletes, by the order of `ActivePodsWithRanks`: without a node, pending, not ready, of
 * lower deletion cost, on a node with more of the set's pods, ready for a shorter time, restarted more often, younger.
 */
export function chooseVictims(
  active: readonly PodObject[],
  related: readonly PodObject[],
  count: number,
  nowMs: number,
): PodObject[] {
  const perNode = new Map<string, number>();
  for (const { spec } of related) perNode.set(spec.nodeName ?? "", (perNode.get(spec.nodeName ?? "") ?? 0) + 1);
  const weigh = (pod: PodObject): readonly number[] => [
    (pod.spec.nodeName ?? "") === "" ? 0 : 1,
    phases.indexOf(pod.status.phase),
    isReady(pod) ? 1 : 0,
    Number(pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"] ?? "0"),
    -(perNode.get(pod.spec.nodeName ?? "") ?? 0),
    bucket(nowMs - (readySinceMs(pod) ?? nowMs)),
    -Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount)),
    bucket(nowMs - Date.parse(pod.metadata.creationTimestamp)),
  ];
  return active
    .map((pod) => ({ pod, weights: weigh(pod) }))
    .sort((a, b) => compare(a.weights, b.weights) || (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1))
    .slice(0, count)
    .map(({ pod }) => pod);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((weight, index) => weight !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** Ages are compared by their order of magnitude (feature LogarithmicScaleDown). */
const bucket = (ageMs: number) => (ageMs < 1 ? -1 : Math.floor(Math.log2(ageMs)));
