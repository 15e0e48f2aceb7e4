import type { ClusterState } from "../../cluster-state.js";
import { equal, type Json } from "../../objects/json.js";
import {
  asReplicaSet,
  type DeploymentObject,
  type PodTemplate,
  type ReplicaSetObject,
} from "../../objects/workloads.js";
import { replicaSets } from "../../store/workload-resources.js";
import { claim } from "../claim.js";
import { keyOf } from "../controller.js";

export const hashLabel = "pod-template-hash";

/** The ReplicaSets of a deployment: the one with its present template, and those with older ones; oldest first. */
export interface Family {
  readonly current: ReplicaSetObject | undefined;
  readonly old: readonly ReplicaSetObject[];
  readonly all: readonly ReplicaSetObject[];
}

export function familyOf(state: ClusterState, deployment: DeploymentObject): Family {
  const all = claim(state, deployment, deployment.spec.selector, replicaSets).map(asReplicaSet).sort(byAge);
  const current = all.find((set) => hasSameTemplate(set.spec.template, deployment.spec.template));
  return { current, old: all.filter((set) => set !== current), all };
}

/** Equal but for the hash label, which only the ReplicaSet's template has. */
export function hasSameTemplate(a: PodTemplate, b: PodTemplate): boolean {
  return equal(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplate): Json {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function byAge(a: ReplicaSetObject, b: ReplicaSetObject): number {
  const [first, second] = [a.metadata.creationTimestamp, b.metadata.creationTimestamp];
  if (first !== second) return first < second ? -1 : 1;
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

export const activeOf = (sets: readonly ReplicaSetObject[]) => sets.filter((set) => set.spec.replicas > 0);

const sum = (sets: readonly ReplicaSetObject[], of: (set: ReplicaSetObject) => number | undefined) =>
  sets.reduce((total, set) => total + (of(set) ?? 0), 0);
export const wantedReplicas = (sets: readonly ReplicaSetObject[]) => sum(sets, (set) => set.spec.replicas);
export const actualReplicas = (sets: readonly ReplicaSetObject[]) => sum(sets, (set) => set.status.replicas);
export const readyReplicas = (sets: readonly ReplicaSetObject[]) => sum(sets, (set) => set.status.readyReplicas);
export const availableReplicas = (sets: readonly ReplicaSetObject[]) =>
  sum(sets, (set) => set.status.availableReplicas);
