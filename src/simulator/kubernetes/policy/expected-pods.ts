import type { ClusterState } from "../cluster-state.js";
import { controllerOf } from "../controllers/owners.js";
import { scaledValue } from "../objects/int-or-percent.js";
import type { KubeObject, PodObject } from "../objects/objects.js";
import { asReplicaSet, type BudgetObject } from "../objects/workloads.js";
import { apiVersionOf, storedResources } from "../store/resources.js";
import { deployments, replicaSets } from "../store/workload-resources.js";

export interface Expected {
  readonly count: number;
  /** How many of them must be healthy. */
  readonly healthy: number;
  /** Some pods have no controller that says how many there should be. */
  readonly isUnmanaged: boolean;
}

/** How many pods a budget counts on, or why that cannot be said (`getExpectedPodCount`). */
export function expectedPods(
  state: ClusterState,
  { spec }: BudgetObject,
  chosen: readonly PodObject[],
): Expected | { readonly fault: string } {
  const { maxUnavailable, minAvailable } = spec;
  if (maxUnavailable === undefined && typeof minAvailable !== "string")
    return { count: minAvailable === undefined ? 0 : chosen.length, healthy: minAvailable ?? 0, isUnmanaged: false };
  const scales = new Map<string, number>();
  let isUnmanaged = false;
  for (const pod of chosen) {
    const scale = scaleOf(state, pod);
    if (scale === undefined) isUnmanaged = true;
    else if ("fault" in scale) return scale;
    else scales.set(scale.uid, scale.replicas);
  }
  const count = [...scales.values()].reduce((total, replicas) => total + replicas, 0);
  const healthy =
    maxUnavailable === undefined
      ? scaledValue(minAvailable, count, "up")
      : Math.max(0, count - scaledValue(maxUnavailable, count, "up"));
  return { count, healthy, isUnmanaged };
}

type Scale = { readonly uid: string; readonly replicas: number };

function scaleOf(state: ClusterState, pod: PodObject): Scale | { readonly fault: string } | undefined {
  const owner = controllerOf(pod);
  if (owner === undefined) return undefined;
  const resource = storedResources.find((item) => item.kind === owner.kind && apiVersionOf(item) === owner.apiVersion);
  const isScaled = resource?.subresources.some((item) => item.name === "scale") === true;
  if (resource !== undefined && !isScaled)
    return { fault: `${resource.plural}.${resource.group} does not implement the scale subresource` };
  const found =
    resource === undefined ? undefined : state.store.get(resource, pod.metadata.namespace ?? "", owner.name);
  if (found?.metadata.uid !== owner.uid) return { fault: `found no controllers for pod "${pod.metadata.name}"` };
  const top = resource === replicaSets ? (deploymentOf(state, found) ?? found) : found;
  return { uid: top.metadata.uid, replicas: asReplicaSet(top).spec.replicas };
}

function deploymentOf(state: ClusterState, set: KubeObject): KubeObject | undefined {
  const owner = controllerOf(set);
  if (owner?.kind !== deployments.kind) return undefined;
  const found = state.store.get(deployments, set.metadata.namespace ?? "", owner.name);
  return found?.metadata.uid === owner.uid ? found : undefined;
}
