import type { Requirement, KubeObject } from "../objects/objects.js";

export type PolicyRule = {
  verbs?: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
};
export type Subject = { kind: string; name: string; namespace?: string; apiGroup?: string };
type LabelSelector = { matchLabels?: Record<string, string>; matchExpressions?: Requirement[] };

/** A Role or a ClusterRole. */
type RoleObject = KubeObject & {
  /** Null where a client gave none. */
  rules?: PolicyRule[] | null;
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
};

/** A RoleBinding or a ClusterRoleBinding. */
type BindingObject = KubeObject & {
  roleRef: { apiGroup?: string; kind: string; name: string };
  subjects?: Subject[];
};

/** Views of a stored object, whose shape the schema check has made sure of. */
export const asRole = (object: KubeObject) => object as RoleObject;
export const asBinding = (object: KubeObject) => object as BindingObject;
