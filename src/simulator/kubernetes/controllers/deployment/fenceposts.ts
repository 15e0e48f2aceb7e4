import { scaledValue } from "../../objects/int-or-percent.js";
import type { DeploymentObject } from "../../objects/workloads.js";

/** How many pods a rolling update may have above and below the wanted number (`ResolveFenceposts`). */
function fenceposts({ spec }: DeploymentObject): { readonly surge: number; readonly unavailable: number } {
  const { maxSurge, maxUnavailable } = spec.strategy.rollingUpdate ?? {};
  const surge = scaledValue(maxSurge, spec.replicas, "up");
  const unavailable = scaledValue(maxUnavailable, spec.replicas, "down");
  // Rounding can make both zero, and then nothing would ever move.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable };
}

export const isRolling = ({ spec }: DeploymentObject) => spec.strategy.type === "RollingUpdate";

export function maxUnavailableOf(deployment: DeploymentObject): number {
  const { replicas } = deployment.spec;
  return isRolling(deployment) && replicas > 0 ? Math.min(fenceposts(deployment).unavailable, replicas) : 0;
}

export const maxSurgeOf = (deployment: DeploymentObject) => (isRolling(deployment) ? fenceposts(deployment).surge : 0);
