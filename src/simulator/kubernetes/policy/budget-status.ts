import type { Condition } from "../objects/objects.js";
import type { BudgetStatus } from "../objects/workloads.js";

/** The status with the condition that its `disruptionsAllowed` calls for (`UpdateDisruptionAllowedCondition`). */
export function withDisruptionCondition(status: BudgetStatus, now: string): BudgetStatus {
  const isAllowed = status.disruptionsAllowed > 0;
  const reason = isAllowed ? "SufficientPods" : "InsufficientPods";
  return withCondition(status, { status: isAllowed ? "True" : "False", reason, message: "" }, now);
}

/** Sets the condition `DisruptionAllowed`; its time is that of its last change of status. */
export function withCondition(
  status: BudgetStatus,
  condition: Pick<Condition, "status" | "reason" | "message">,
  now: string,
): BudgetStatus {
  const before = status.conditions?.find((item) => item.type === "DisruptionAllowed");
  const lastTransitionTime = before?.status === condition.status ? (before.lastTransitionTime ?? now) : now;
  const observed = status.observedGeneration === undefined ? {} : { observedGeneration: status.observedGeneration };
  return { ...status, conditions: [{ type: "DisruptionAllowed", ...condition, lastTransitionTime, ...observed }] };
}
