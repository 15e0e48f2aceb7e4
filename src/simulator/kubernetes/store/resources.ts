import {
  clusterRoleBindings,
  clusterRoles,
  configMaps,
  leases,
  limitRanges,
  policies,
  policyBindings,
  resourceQuotas,
  roleBindings,
  roles,
  runtimeClasses,
  secrets,
  serviceAccounts,
} from "./config-resources.js";
import { coreResource as core, statusOf, type Resource } from "./resource.js";
import { workloadResources } from "./workload-resources.js";

export { configMaps, runtimeClasses, secrets, serviceAccounts } from "./config-resources.js";
export type { Resource } from "./resource.js";

export const events = core("events", "Event", true, ["ev"]);
export const namespaces = core("namespaces", "Namespace", false, ["ns"], {
  subresources: [{ name: "finalize", kind: "Namespace", verbs: ["update"] }, statusOf("Namespace")],
});
export const nodes = core("nodes", "Node", false, ["no"], { subresources: [statusOf("Node")] });
export const pods = core("pods", "Pod", true, ["po"], {
  categories: ["all"],
  subresources: [
    { name: "eviction", kind: "Eviction", group: "policy", version: "v1", verbs: ["create"] },
    { name: "log", kind: "Pod", verbs: ["get"] },
    statusOf("Pod"),
  ],
});
/** Everything that is stored, in the order of discovery. */
export const storedResources: readonly Resource[] = [
  configMaps,
  events,
  limitRanges,
  namespaces,
  nodes,
  pods,
  resourceQuotas,
  secrets,
  serviceAccounts,
  ...workloadResources,
  clusterRoleBindings,
  clusterRoles,
  roleBindings,
  roles,
  policies,
  policyBindings,
  leases,
  runtimeClasses,
];

/** Reviews: created, answered, never stored. */
export interface Review {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly type: string;
}

export const reviews: readonly Review[] = [
  review("authentication", "SelfSubjectReview"),
  review("authentication", "TokenReview"),
  review("authorization", "LocalSubjectAccessReview"),
  review("authorization", "SelfSubjectAccessReview"),
  review("authorization", "SelfSubjectRulesReview"),
  review("authorization", "SubjectAccessReview"),
];

function review(area: string, kind: string): Review {
  const singular = kind.toLowerCase();
  return {
    group: `${area}.k8s.io`,
    version: "v1",
    plural: `${singular}s`,
    singular,
    kind,
    namespaced: kind.startsWith("Local"),
    type: `io.k8s.api.${area}.v1.${kind}`,
  };
}

export function findResource(group: string, version: string, plural: string): Resource | undefined {
  return storedResources.find(
    (resource) => resource.group === group && resource.version === version && resource.plural === plural,
  );
}

export function apiVersionOf(resource: { readonly group: string; readonly version: string }): string {
  return resource.group === "" ? resource.version : `${resource.group}/${resource.version}`;
}
