import { isAtLeast, type ClusterState } from "../cluster-state.js";
import type { PodObject } from "../objects/objects.js";

/** What conditions of pods, and their status, say from 1.34 on (`PodObservedGenerationTracking`). */
export function observedBy(state: ClusterState, pod: PodObject): { readonly observedGeneration?: number } {
  const { generation } = pod.metadata;
  return isAtLeast(state, 34) && generation !== undefined ? { observedGeneration: generation } : {};
}
