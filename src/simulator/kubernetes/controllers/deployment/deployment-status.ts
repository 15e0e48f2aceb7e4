import { isAtLeast } from "../../cluster-state.js";
import type { Condition } from "../../objects/objects.js";
import type { DeploymentObject, DeploymentStatus, ReplicaSetObject } from "../../objects/workloads.js";
import { some } from "../go-zero.js";
import {
  conditionOf,
  hasDeadline,
  newCondition,
  withCondition,
  withoutCondition,
  type Conditions,
} from "./conditions.js";
import { maxUnavailableOf } from "./fenceposts.js";
import { actualReplicas, availableReplicas, readyReplicas, wantedReplicas } from "./replica-set-list.js";
import type { Rollout } from "./rollout.js";

/** The status that follows from the ReplicaSets (`calculateStatus`). */
export function statusOf({ deployment, family, state, nowMs }: Rollout): DeploymentStatus {
  const { all, current } = family;
  const available = availableReplicas(all);
  const isAvailable = available >= deployment.spec.replicas - maxUnavailableOf(deployment);
  const condition = isAvailable
    ? newCondition(nowMs, "Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
    : newCondition(
        nowMs,
        "Available",
        "False",
        "MinimumReplicasUnavailable",
        "Deployment does not have minimum availability.",
      );
  const { collisionCount, conditions = [] } = deployment.status;
  return {
    observedGeneration: deployment.metadata.generation ?? 1,
    ...some("replicas", actualReplicas(all)),
    ...some("updatedReplicas", actualReplicas(current === undefined ? [] : [current])),
    ...some("readyReplicas", readyReplicas(all)),
    ...some("availableReplicas", available),
    ...some("unavailableReplicas", Math.max(0, wantedReplicas(all) - available)),
    ...(isAtLeast(state, 35) ? { terminatingReplicas: terminating(all) } : {}),
    ...(collisionCount === undefined ? {} : { collisionCount }),
    conditions: [...withCondition(conditions, condition)],
  };
}

const terminating = (sets: readonly ReplicaSetObject[]) =>
  sets.reduce((total, set) => total + (set.status.terminatingReplicas ?? 0), 0);

export function isComplete({ spec, metadata }: DeploymentObject, status: DeploymentStatus): boolean {
  const { updatedReplicas = 0, replicas = 0, availableReplicas: available = 0, observedGeneration = 0 } = status;
  return (
    [updatedReplicas, replicas, available].every((count) => count === spec.replicas) &&
    observedGeneration >= (metadata.generation ?? 1)
  );
}

/** The status during a rollout: with what is known of its progress and of pods that cannot be made (`syncRolloutStatus`). */
export function rolloutStatus(rollout: Rollout): DeploymentStatus {
  const { deployment, family } = rollout;
  const status = statusOf(rollout);
  const before = conditionOf(deployment.status.conditions ?? [], "Progressing");
  const isDone =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && before?.reason === "NewReplicaSetAvailable";
  const { conditions = [] } = status;
  const progress = !hasDeadline(deployment.spec.progressDeadlineSeconds)
    ? withoutCondition(conditions, "Progressing")
    : isDone
      ? conditions
      : withProgress(rollout, status, conditions);
  const failure = [...(family.current === undefined ? [] : [family.current]), ...family.all]
    .flatMap((set) => set.status.conditions ?? [])
    .find((condition) => condition.type === "ReplicaFailure");
  const all =
    failure === undefined
      ? withoutCondition(progress, "ReplicaFailure")
      : withCondition(progress, asDeploymentCondition(failure));
  return { ...status, conditions: [...all] };
}

const asDeploymentCondition = ({ type, status, reason = "", message = "", lastTransitionTime = null }: Condition) => ({
  type,
  status,
  lastUpdateTime: lastTransitionTime ?? "",
  lastTransitionTime,
  reason,
  message,
});

function withProgress(
  { deployment, family, nowMs }: Rollout,
  status: DeploymentStatus,
  conditions: Conditions,
): Conditions {
  const { current } = family;
  const subject =
    current === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${current.metadata.name}"`;
  const progressing = (value: string, reason: string, text: string) =>
    newCondition(nowMs, "Progressing", value, reason, `${subject} ${text}`);
  if (isComplete(deployment, status))
    return withCondition(conditions, progressing("True", "NewReplicaSetAvailable", "has successfully progressed."));
  if (hasProgressed(deployment.status, status)) {
    const made = progressing("True", "ReplicaSetUpdated", "is progressing.");
    const before = conditionOf(conditions, "Progressing");
    const kept = before?.status === "True" ? { lastTransitionTime: before.lastTransitionTime ?? null } : {};
    return [...withoutCondition(conditions, "Progressing"), { ...made, ...kept }];
  }
  return hasTimedOut(deployment, conditions, nowMs)
    ? withCondition(conditions, progressing("False", "ProgressDeadlineExceeded", "has timed out progressing."))
    : conditions;
}

function hasProgressed(before: DeploymentStatus, now: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(now) < old(before) ||
    (now.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  );
}

function hasTimedOut({ spec }: DeploymentObject, conditions: Conditions, nowMs: number): boolean {
  const condition = conditionOf(conditions, "Progressing");
  if (condition === undefined || condition.reason === "NewReplicaSetAvailable") return false;
  if (condition.reason === "ProgressDeadlineExceeded") return true;
  return Date.parse(condition.lastUpdateTime ?? "") + (spec.progressDeadlineSeconds ?? 0) * 1000 < nowMs;
}

/** Until the deployment has to be looked at for its deadline, ms; undefined when it has not. */
export function deadlineInMs(deployment: DeploymentObject, nowMs: number): number | undefined {
  const { spec, status } = deployment;
  const condition = conditionOf(status.conditions ?? [], "Progressing");
  const { progressDeadlineSeconds: seconds } = spec;
  const isOver = condition?.reason === "ProgressDeadlineExceeded" || isComplete(deployment, status);
  if (!hasDeadline(seconds) || condition === undefined || isOver) return undefined;
  return Math.max(0, Date.parse(condition.lastUpdateTime ?? "") + seconds * 1000 - nowMs) + 1_000;
}
