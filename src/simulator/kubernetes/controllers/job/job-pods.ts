import type { ClusterState } from "../../cluster-state.js";
import { asPod, type KubeObject, type PodObject } from "../../objects/objects.js";
import type { JobObject } from "../../objects/workloads.js";
import { updateObject } from "../../registry/registry.js";
import { pods } from "../../store/resources.js";
import { claim } from "../claim.js";
import { manager } from "../controller.js";
import { isActive } from "../pod-state.js";

/** Keeps a pod until its job has counted it. */
export const trackingFinalizer = "batch.kubernetes.io/job-tracking";

export const isTracked = ({ metadata }: KubeObject) => metadata.finalizers?.includes(trackingFinalizer) === true;

/** The pods of a job by what they mean to it. */
export interface JobPods {
  readonly active: readonly PodObject[];
  readonly terminating: readonly PodObject[];
  /** Ended and not counted yet. A pod that is on its way out counts as failed at once. */
  readonly succeeded: readonly PodObject[];
  readonly failed: readonly PodObject[];
}

export function jobPodsOf(state: ClusterState, job: JobObject): JobPods {
  const all = claim(state, job, job.spec.selector, pods).map(asPod);
  const isGoing = (pod: PodObject) => pod.metadata.deletionTimestamp !== undefined;
  const isEnded = (pod: PodObject) => ["Succeeded", "Failed"].includes(pod.status.phase);
  return {
    active: all.filter(isActive),
    terminating: all.filter((pod) => isGoing(pod) && !isEnded(pod)),
    succeeded: all.filter((pod) => isTracked(pod) && pod.status.phase === "Succeeded"),
    failed: all.filter((pod) => isTracked(pod) && pod.status.phase !== "Succeeded" && (isEnded(pod) || isGoing(pod))),
  };
}

/** Lets a pod go that was counted, or whose job is gone. */
export function untrack(state: ClusterState, { metadata }: KubeObject): void {
  const change = (found: KubeObject) => {
    const { finalizers = [], ...rest } = found.metadata;
    const left = finalizers.filter((name) => name !== trackingFinalizer);
    return { ...found, metadata: { ...rest, ...(left.length === 0 ? {} : { finalizers: left }) } };
  };
  updateObject(state, pods, metadata.namespace ?? "", metadata.name, change, manager);
}
