import type { ClusterState } from "../cluster-state.js";
import { asPod, timestamp, type Condition, type KubeObject } from "../objects/objects.js";

/** Condition `DisruptionTarget`: a pod goes for a reason that is not its own. */
export function disruptionTarget(state: ClusterState, reason: string, message: string): Condition {
  const lastTransitionTime = timestamp(state.clock.now());
  return { type: "DisruptionTarget", status: "True", lastProbeTime: null, lastTransitionTime, reason, message };
}

export function withPodCondition(object: KubeObject, condition: Condition): KubeObject {
  const { status } = asPod(object);
  const others = (status.conditions ?? []).filter((item) => item.type !== condition.type);
  return { ...object, status: { ...status, conditions: [...others, condition] } };
}
