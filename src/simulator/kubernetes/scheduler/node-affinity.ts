import type { NodeObject, NodeSelectorTerm, PodSpec, Requirement } from "../objects/objects.js";

/** Whether a node matches a pod's node selector and its required node affinity. */
export function matchesNode(spec: PodSpec, node: NodeObject): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(spec.nodeSelector ?? {});
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** Names of the only nodes that the required terms leave, where each of them names nodes; else undefined. */
export function namedNodes(spec: PodSpec): ReadonlySet<string> | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const terms = (required?.nodeSelectorTerms ?? []).map(({ matchFields = [] }) =>
    matchFields.filter(({ key, operator }) => key === "metadata.name" && operator === "In"),
  );
  if (terms.length === 0 || terms.some((term) => term.length === 0)) return undefined;
  return new Set(terms.flatMap((term) => term.flatMap(({ values = [] }) => values)));
}

/** Sum of the weights of the preferred terms that a node matches. */
export function preference(spec: PodSpec, node: NodeObject): number {
  const preferred = spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return preferred.filter((item) => matchesTerm(item.preference, node)).reduce((total, item) => total + item.weight, 0);
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: NodeObject): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  const labels = node.metadata.labels ?? {};
  const fields: Readonly<Record<string, string>> = { "metadata.name": node.metadata.name };
  return (
    matchExpressions.every((requirement) => matches(requirement, labels[requirement.key])) &&
    matchFields.every((requirement) => matches(requirement, fields[requirement.key]))
  );
}

function matches({ operator, values = [] }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
