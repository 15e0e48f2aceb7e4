import type { ClusterState } from "../cluster-state.js";
import { equal } from "../objects/json.js";
import { selects } from "../objects/label-selector.js";
import type { KubeObject } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import { clusterRoles } from "../store/config-resources.js";
import { asRole, type PolicyRule } from "./rbac-objects.js";

/** The rules of every role that an aggregating role selects, each once. */
export function aggregatedRules(object: KubeObject, all: Iterable<KubeObject>): PolicyRule[] {
  const found: PolicyRule[] = [];
  const others = [...all].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  for (const selector of asRole(object).aggregationRule?.clusterRoleSelectors ?? [])
    for (const other of others) {
      if (other.metadata.name === object.metadata.name || !selects(selector, other.metadata.labels)) continue;
      for (const rule of asRole(other).rules ?? []) if (!found.some((known) => equal(known, rule))) found.push(rule);
    }
  return found;
}

/** The clusterrole-aggregation controller: rules of aggregating roles follow the roles that they select. */
export function startAggregation(state: ClusterState): () => void {
  return state.store.listenAll((_change, resource) => {
    if (resource.kind !== clusterRoles.kind) return;
    for (const object of state.store.list(clusterRoles)) {
      if (asRole(object).aggregationRule === undefined) continue;
      const rules = aggregatedRules(object, state.store.each(clusterRoles));
      if (equal(rules, asRole(object).rules ?? [])) continue;
      updateObject(state, clusterRoles, "", object.metadata.name, (current) => ({ ...current, rules }), {
        manager: "kube-controller-manager",
      });
    }
  });
}
