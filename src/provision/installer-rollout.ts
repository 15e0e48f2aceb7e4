import type { DaemonSet, KubernetesConnection } from "../kubernetes/kubernetes.js";
import type { DaemonSetName } from "./installer-pods.js";

/** What waits for an installer's pods. */
export interface Rollout {
  readonly kubernetes: Pick<KubernetesConnection, "daemonSets">;
  readonly daemonSet: DaemonSetName;
  readonly signal: AbortSignal;
  /** Called each time that the number of newest pods, or of ready ones, is another. */
  readonly onProgress?: () => void;
}

/**
 * Waits until the DaemonSet's newest pods are ready everywhere; answers with their number. What nodes tell of themselves
 * (handler, label) may be of an earlier version of the installer.
 */
export async function untilRolledOut({ kubernetes, daemonSet, signal, onProgress }: Rollout): Promise<number> {
  let last: DaemonSet | undefined;
  await kubernetes.daemonSets.watch(
    daemonSet.namespace,
    (daemonSets) => {
      const now = daemonSets.find(({ name }) => name === daemonSet.name);
      if (now?.isObserved === true && (now.updated !== last?.updated || now.ready !== last.ready)) onProgress?.();
      last = now;
      return last?.isObserved === true && last.updated >= last.desired && last.ready >= last.desired;
    },
    signal,
  );
  return last?.desired ?? 0;
}
