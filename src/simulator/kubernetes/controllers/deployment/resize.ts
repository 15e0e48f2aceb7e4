import type { ReplicaSetObject } from "../../objects/workloads.js";
import { desiredOf, maxReplicasOf } from "./annotations.js";
import { isRolling, maxSurgeOf } from "./fenceposts.js";
import { activeOf, wantedReplicas } from "./replica-set-list.js";
import type { Rollout } from "./rollout.js";

/** Whether the deployment's size was changed since its ReplicaSets were last told of it. */
export function isResized({ family, deployment }: Rollout): boolean {
  return activeOf(family.all).some((set) => (desiredOf(set) ?? deployment.spec.replicas) !== deployment.spec.replicas);
}

/** Brings the ReplicaSets to a new size of the deployment, in proportion when several of them have pods (`scale`). */
export function resize(rollout: Rollout): void {
  const { deployment, family } = rollout;
  const { replicas } = deployment.spec;
  const active = activeOf(family.all);
  const only = active.length > 1 ? undefined : (active[0] ?? family.current ?? family.old.at(-1));
  if (active.length <= 1) {
    if (only !== undefined && only.spec.replicas !== replicas) rollout.scale(only, replicas);
    return;
  }
  const { current } = family;
  const isSaturated =
    current?.spec.replicas === replicas &&
    desiredOf(current) === replicas &&
    (current.status.availableReplicas ?? 0) === replicas;
  if (isSaturated) for (const set of activeOf(family.old)) rollout.scale(set, 0);
  else if (isRolling(deployment)) resizeInProportion(rollout, active);
}

function resizeInProportion(rollout: Rollout, active: readonly ReplicaSetObject[]): void {
  const { replicas } = rollout.deployment.spec;
  const allowed = replicas > 0 ? replicas + maxSurgeOf(rollout.deployment) : 0;
  const change = allowed - wantedReplicas(active);
  // Larger ones first; of equal ones the newer first when growing, the older first when shrinking.
  const ordered = [...(change > 0 ? [...active].reverse() : active)].sort((a, b) => b.spec.replicas - a.spec.replicas);
  let added = 0;
  const sizes = ordered.map((set) => {
    const part = change === 0 ? 0 : proportion(rollout, set, change, added);
    added += part;
    return { set, size: set.spec.replicas + part };
  });
  for (const [index, { set, size }] of sizes.entries())
    rollout.scale(set, index === 0 && change !== 0 ? Math.max(0, size + change - added) : size);
}

function proportion({ deployment }: Rollout, set: ReplicaSetObject, change: number, added: number): number {
  if (change === added) return 0;
  const { replicas } = deployment.spec;
  const before = (maxReplicasOf(set) ?? 0) || (deployment.status.replicas ?? 0);
  const grown = (set.spec.replicas * (replicas + maxSurgeOf(deployment))) / before;
  const fraction = replicas === 0 ? -set.spec.replicas : before === 0 ? 0 : Math.round(grown) - set.spec.replicas;
  return change > 0 ? Math.min(fraction, change - added) : Math.max(fraction, change - added);
}
