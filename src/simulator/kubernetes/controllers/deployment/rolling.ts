import { maxSurgeOf, maxUnavailableOf } from "./fenceposts.js";
import { activeOf, availableReplicas, wantedReplicas } from "./replica-set-list.js";
import type { Rollout } from "./rollout.js";

/** Moves a rolling update on by one step; true when a ReplicaSet changed its size (`rolling.go`). */
export function rollOn(rollout: Rollout): boolean {
  return growCurrent(rollout) || shrinkOld(rollout);
}

function growCurrent(rollout: Rollout): boolean {
  const { current, all } = rollout.family;
  const { replicas } = rollout.deployment.spec;
  if (current === undefined || current.spec.replicas === replicas) return false;
  if (current.spec.replicas > replicas) return rollout.scale(current, replicas);
  const room = replicas + maxSurgeOf(rollout.deployment) - wantedReplicas(all);
  const target = current.spec.replicas + Math.max(0, Math.min(room, replicas - current.spec.replicas));
  return target !== current.spec.replicas && rollout.scale(current, target);
}

function shrinkOld(rollout: Rollout): boolean {
  const { current, old, all } = rollout.family;
  if (wantedReplicas(old) === 0 || current === undefined) return false;
  const minAvailable = rollout.deployment.spec.replicas - maxUnavailableOf(rollout.deployment);
  const unavailable = current.spec.replicas - (current.status.availableReplicas ?? 0);
  const most = wantedReplicas(all) - minAvailable - unavailable;
  if (most <= 0) return false;
  const cleaned = shrinkUnhealthy(rollout, most);
  const shrunk = shrinkHealthy(rollout, minAvailable);
  return cleaned || shrunk;
}

/** Pods that never became available go first: they would block the update. */
function shrinkUnhealthy(rollout: Rollout, most: number): boolean {
  let left = most;
  for (const set of activeOf(rollout.family.old)) {
    const count = Math.min(left, set.spec.replicas - (set.status.availableReplicas ?? 0));
    if (count <= 0) continue;
    rollout.scale(set, set.spec.replicas - count);
    left -= count;
  }
  return left < most;
}

function shrinkHealthy(rollout: Rollout, minAvailable: number): boolean {
  const spare = availableReplicas(rollout.family.all) - minAvailable;
  let left = Math.max(0, spare);
  for (const set of activeOf(rollout.family.old)) {
    const count = Math.min(left, set.spec.replicas);
    if (count <= 0) continue;
    rollout.scale(set, set.spec.replicas - count);
    left -= count;
  }
  return left < Math.max(0, spare);
}
