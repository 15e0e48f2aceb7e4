import type { ClusterState } from "../cluster-state.js";
import { timestamp, type KubeObject } from "../objects/objects.js";
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from "../store/config-resources.js";
import { apiVersionOf, type Resource } from "../store/resources.js";
import { aggregatedRules, startAggregation } from "./aggregation.js";
import { bootstrapPolicy } from "./bootstrap-policy-data.js";
import { asRole, type PolicyRule } from "./rbac-objects.js";

/** One role or binding as the data has it. */
interface Entry {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly rules?: PolicyRule[] | null;
  readonly aggregationRule?: { clusterRoleSelectors: { matchLabels: Record<string, string> }[] };
  readonly roleRef?: readonly [kind: string, name: string];
  readonly subjects?: readonly (readonly [kind: string, name: string, namespace?: string])[];
}

let entries: readonly Entry[] | undefined;

/**
 * The roles and bindings that every API server makes when it starts. They are the same for all clusters but for their
 * ids and times, and made only where somebody looks at them. Those that AKS adds are not known.
 */
export function startBootstrapPolicy(state: ClusterState): () => void {
  const createdAt = timestamp(state.clock.now());
  for (const resource of [clusterRoles, clusterRoleBindings, roles, roleBindings])
    state.store.seed(resource, () => objectsOf(state, resource, createdAt));
  return startAggregation(state);
}

function objectsOf(state: ClusterState, resource: Resource, creationTimestamp: string): KubeObject[] {
  entries ??= JSON.parse(bootstrapPolicy) as readonly Entry[];
  const random = state.random.fork(`bootstrap-policy/${resource.plural}`);
  const made = entries
    .filter((entry) => entry.kind === resource.kind)
    .map((entry): KubeObject => ({
      apiVersion: apiVersionOf(resource),
      kind: resource.kind,
      metadata: {
        name: entry.name,
        ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
        uid: random.guid(),
        resourceVersion: "",
        creationTimestamp,
        labels: { "kubernetes.io/bootstrapping": "rbac-defaults", ...entry.labels },
        annotations: { "rbac.authorization.kubernetes.io/autoupdate": "true" },
      },
      ...bodyOf(entry),
    }));
  if (resource !== clusterRoles) return made;
  return made.map((object) =>
    asRole(object).aggregationRule === undefined ? object : { ...object, rules: aggregatedRules(object, made) },
  );
}

function bodyOf({ rules, aggregationRule, roleRef, subjects }: Entry) {
  if (roleRef === undefined)
    return { ...(aggregationRule === undefined ? {} : { aggregationRule }), rules: rules ?? null };
  return {
    roleRef: { apiGroup: clusterRoles.group, kind: roleRef[0], name: roleRef[1] },
    ...(subjects === undefined
      ? {}
      : {
          subjects: subjects.map(([kind, name, namespace]) => ({
            ...(kind === "ServiceAccount" ? {} : { apiGroup: clusterRoles.group }),
            kind,
            name,
            ...(namespace === undefined ? {} : { namespace }),
          })),
        }),
  };
}
