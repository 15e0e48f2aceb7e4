import { timestamp, type Condition, type PodObject } from "../../objects/objects.js";
import type { JobObject, JobStatus } from "../../objects/workloads.js";

export interface End {
  readonly isSuccess: boolean;
  readonly reason: string;
  readonly message: string;
}

export const hasCondition = ({ conditions = [] }: JobStatus, type: string) =>
  conditions.some((condition) => condition.type === type && condition.status === "True");

export const isFinished = (status: JobStatus) => hasCondition(status, "Complete") || hasCondition(status, "Failed");

/** Why a job has to end as a failure, as far as it goes by its limits. */
export function failureOf(
  { spec, status }: JobObject,
  failed: number,
  active: readonly PodObject[],
  nowMs: number,
): End | undefined {
  const known = status.conditions?.find((item) => item.type === "FailureTarget" && item.status === "True");
  if (known !== undefined) return { isSuccess: false, reason: known.reason ?? "", message: known.message ?? "" };
  const restarts = active
    .flatMap((pod) => [...(pod.status.containerStatuses ?? []), ...(pod.status.initContainerStatuses ?? [])])
    .reduce((total, container) => total + container.restartCount, 0);
  const isRestarting = spec.template.spec.restartPolicy === "OnFailure";
  const exceedsRestarts = spec.backoffLimit === 0 ? restarts > 0 : restarts >= spec.backoffLimit;
  if (failed > spec.backoffLimit || (isRestarting && exceedsRestarts)) {
    const message = "Job has reached the specified backoff limit";
    return { isSuccess: false, reason: "BackoffLimitExceeded", message };
  }
  const leftMs = deadlineInMs({ spec, status }, nowMs);
  if (leftMs === undefined || leftMs > 0) return undefined;
  return { isSuccess: false, reason: "DeadlineExceeded", message: "Job was active longer than specified deadline" };
}

/** Until the job has been active for too long, ms. */
export function deadlineInMs({ spec, status }: Pick<JobObject, "spec" | "status">, nowMs: number): number | undefined {
  const { activeDeadlineSeconds: seconds } = spec;
  if (seconds === undefined || status.startTime === undefined || spec.suspend === true) return undefined;
  return Math.max(0, Date.parse(status.startTime) + seconds * 1000 - nowMs);
}

/** Whether enough pods have succeeded, once none is active any more. */
export function successOf({ spec }: JobObject, succeeded: number, active: number): End | undefined {
  const isEnough = spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions;
  if (!isEnough || active > 0) return undefined;
  return { isSuccess: true, reason: "CompletionsReached", message: "Reached expected number of succeeded pods" };
}

/** The conditions of an end: first the one that announces it, then, when no pod is left, the final one. */
export function withEnd(conditions: readonly Condition[], end: End, isLast: boolean, nowMs: number): Condition[] {
  const now = timestamp(nowMs);
  const { reason, message } = end;
  const made = (type: string): Condition => ({
    type,
    status: "True",
    lastProbeTime: now,
    lastTransitionTime: now,
    reason,
    message,
  });
  const types = end.isSuccess ? ["SuccessCriteriaMet", "Complete"] : ["FailureTarget", "Failed"];
  const wanted = isLast ? types : types.slice(0, 1);
  return [
    ...conditions,
    ...wanted.filter((type) => !conditions.some((condition) => condition.type === type)).map(made),
  ];
}
