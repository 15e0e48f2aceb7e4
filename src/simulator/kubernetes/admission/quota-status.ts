import type { ClusterState } from "../cluster-state.js";
import { equal } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import { resourceQuotas } from "../store/config-resources.js";
import { pods } from "../store/resources.js";
import { countedResource, hardOf, shown, usedIn } from "./quotas.js";

/** The resource quota controller: each quota's status follows what is there. At once, where a real one takes a moment. */
export function startQuotas(state: ClusterState): () => void {
  return state.store.listenAll(({ object }, resource) => {
    const namespace = object.metadata.namespace;
    if (namespace === undefined) return;
    for (const quota of state.store.list(resourceQuotas, namespace)) {
      const names = Object.keys(hardOf(quota));
      const isMeant =
        resource === resourceQuotas || names.some((name) => countedResource(name) === resource) || resource === pods;
      if (isMeant) refresh(state, quota, names);
    }
  });
}

function refresh(state: ClusterState, quota: KubeObject, names: readonly string[]): void {
  const { name, namespace = "" } = quota.metadata;
  const used = Object.fromEntries([...usedIn(state, namespace, names)].map(([key, milli]) => [key, shown(key, milli)]));
  const status = { hard: hardOf(quota), used };
  if (equal(quota["status"], status)) return;
  updateObject(state, resourceQuotas, namespace, name, (current) => ({ ...current, status }), {
    manager: "kube-controller-manager",
    subresource: "status",
  });
}
