import { timestamp } from "../../objects/objects.js";
import type { DeploymentCondition } from "../../objects/workloads.js";

export type Conditions = readonly DeploymentCondition[];

export const conditionOf = (conditions: Conditions, type: string) => conditions.find((item) => item.type === type);
export const withoutCondition = (conditions: Conditions, type: string) =>
  conditions.filter((item) => item.type !== type);

export function newCondition(
  nowMs: number,
  type: string,
  status: string,
  reason: string,
  message: string,
): DeploymentCondition {
  const at = timestamp(nowMs);
  return { type, status, lastUpdateTime: at, lastTransitionTime: at, reason, message };
}

/** Same status and reason: nothing changes. Same status: the time of its transition stays (`SetDeploymentCondition`). */
export function withCondition(conditions: Conditions, condition: DeploymentCondition): Conditions {
  const current = conditionOf(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  const kept = current?.status === condition.status ? { lastTransitionTime: current.lastTransitionTime ?? null } : {};
  return [...withoutCondition(conditions, condition.type), { ...condition, ...kept }];
}

export function hasDeadline(seconds: number | undefined): seconds is number {
  return seconds !== undefined && seconds !== 2_147_483_647;
}
