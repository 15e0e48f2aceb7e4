import type { PodResult } from "../kubernetes/kubernetes.js";
import { probeLabels } from "../kubernetes/probe-pod-manifest.js";

/**
 * A living run reads a pod as soon as it has ended, so one that ended this long ago was left by a run that was killed; and
 * no run waits this long for one to start. By the cluster's clocks.
 */
const endedForMs = 10_000;
const oldestMs = 15 * 60_000;

/** Names of the probe pods that killed runs have left, among those present. The newest pod tells the cluster's time. */
export function leftovers(present: readonly PodResult[], ownRun: string): readonly string[] {
  const nowMs = Math.max(...present.map(({ createdMs, finishedMs }) => Math.max(createdMs, finishedMs ?? 0)), 0);
  return present
    .filter(({ labels }) => labels[probeLabels.run] !== ownRun)
    .filter(
      ({ createdMs, finishedMs }) =>
        nowMs - createdMs >= oldestMs || (finishedMs !== undefined && nowMs - finishedMs >= endedForMs),
    )
    .map(({ name }) => name);
}
