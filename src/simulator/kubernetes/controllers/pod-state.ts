import type { PodObject } from "../objects/objects.js";

export const isOver = (pod: PodObject) => pod.status.phase === "Succeeded" || pod.status.phase === "Failed";

/** Neither at its end nor on its way out. */
export const isActive = (pod: PodObject) => !isOver(pod) && pod.metadata.deletionTimestamp === undefined;

const readyCondition = (pod: PodObject) => pod.status.conditions?.find((condition) => condition.type === "Ready");

export const isReady = (pod: PodObject) => readyCondition(pod)?.status === "True";

/** When the pod became ready, ms; undefined while it is not. */
export function readySinceMs(pod: PodObject): number | undefined {
  const condition = readyCondition(pod);
  return condition?.status === "True" ? Date.parse(condition.lastTransitionTime ?? "") : undefined;
}

/** Ready for at least `minReadySeconds`. */
export function isAvailable(pod: PodObject, minReadySeconds: number, nowMs: number): boolean {
  const since = readySinceMs(pod);
  return since !== undefined && since + minReadySeconds * 1000 <= nowMs;
}

/** Until the next of the ready pods becomes available, ms; undefined when none is waiting for it. */
export function nextAvailableMs(
  pods: readonly PodObject[],
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  const waits = pods.flatMap((pod) => {
    const since = readySinceMs(pod);
    const wait = since === undefined ? 0 : since + minReadySeconds * 1000 - nowMs;
    return wait > 0 ? [wait] : [];
  });
  return waits.length === 0 ? undefined : Math.min(...waits);
}
