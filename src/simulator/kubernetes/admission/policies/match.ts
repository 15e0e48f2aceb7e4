import type { ClusterState } from "../../cluster-state.js";
import { selects } from "../../objects/label-selector.js";
import { namespaces } from "../../store/resources.js";
import type { Admission } from "../admission.js";
import type { MatchResources, Rule } from "./policy-objects.js";

/** Whether a policy's constraints, or a binding's narrower ones, mean this write. */
export function matches(state: ClusterState, constraints: MatchResources | undefined, admission: Admission): boolean {
  if (constraints === undefined) return true;
  const { resourceRules, excludeResourceRules = [], namespaceSelector = {}, objectSelector = {} } = constraints;
  const { object, old } = admission;
  if (!selects(namespaceSelector, namespaceLabels(state, admission))) return false;
  const isMeant = [object, old].some((one) => one !== undefined && selects(objectSelector, one.metadata.labels));
  if (!isMeant || excludeResourceRules.some((rule) => ruleMatches(rule, admission))) return false;
  // A binding without rules takes what its policy takes.
  return resourceRules === undefined || resourceRules.length === 0
    ? true
    : resourceRules.some((rule) => ruleMatches(rule, admission));
}

function namespaceLabels(state: ClusterState, { resource, object, old }: Admission) {
  const { metadata } = object ?? old ?? {};
  if (resource.plural === namespaces.plural) return metadata?.labels;
  return state.store.get(namespaces, "", metadata?.namespace ?? "")?.metadata.labels;
}

function ruleMatches(rule: Rule, { operation, resource, subresource, object, old }: Admission): boolean {
  const { apiGroups = [], apiVersions = [], operations = [], resources = [], resourceNames = [], scope = "*" } = rule;
  const holds = (list: readonly string[], wanted: string) => list.includes("*") || list.includes(wanted);
  if (!holds(operations, operation) || !holds(apiGroups, resource.group) || !holds(apiVersions, resource.version))
    return false;
  if (scope !== "*" && (scope === "Namespaced") !== resource.namespaced) return false;
  if (resourceNames.length > 0 && !resourceNames.includes((object ?? old)?.metadata.name ?? "")) return false;
  return resources.some((wanted) => {
    const [plural = "", sub = ""] = wanted.split("/");
    return (plural === "*" || plural === resource.plural) && (sub === subresource || (sub === "*" && wanted !== "*"));
  });
}
