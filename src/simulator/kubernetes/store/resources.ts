import type { GroupResource } from "../api/status-error.js";

/** One kind of object that the API serves. */
export interface Resource extends GroupResource {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Full name of the type in the OpenAPI documents. */
  readonly type: string;
  readonly subresources: readonly Subresource[];
}

export interface Subresource {
  readonly name: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

const everyVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const statusOf = (kind: string): Subresource => ({ name: "status", kind, verbs: ["get", "patch", "update"] });

const core = (
  plural: string,
  kind: string,
  namespaced: boolean,
  shortNames: readonly string[],
  more: { readonly categories?: readonly string[]; readonly subresources?: readonly Subresource[] } = {},
): Resource => ({
  group: "",
  version: "v1",
  plural,
  singular: kind.toLowerCase(),
  kind,
  namespaced,
  shortNames,
  categories: more.categories ?? [],
  verbs: kind === "Namespace" ? everyVerb.filter((verb) => verb !== "deletecollection") : everyVerb,
  type: `io.k8s.api.core.v1.${kind}`,
  subresources: more.subresources ?? [],
});

export const configMaps = core("configmaps", "ConfigMap", true, ["cm"]);
export const events = core("events", "Event", true, ["ev"]);
export const namespaces = core("namespaces", "Namespace", false, ["ns"], { subresources: [statusOf("Namespace")] });
export const nodes = core("nodes", "Node", false, ["no"], { subresources: [statusOf("Node")] });
export const pods = core("pods", "Pod", true, ["po"], {
  categories: ["all"],
  subresources: [{ name: "log", kind: "Pod", verbs: ["get"] }, statusOf("Pod")],
});
export const serviceAccounts = core("serviceaccounts", "ServiceAccount", true, ["sa"]);
export const runtimeClasses: Resource = {
  group: "node.k8s.io",
  version: "v1",
  plural: "runtimeclasses",
  singular: "runtimeclass",
  kind: "RuntimeClass",
  namespaced: false,
  shortNames: [],
  categories: [],
  verbs: everyVerb,
  type: "io.k8s.api.node.v1.RuntimeClass",
  subresources: [],
};

/** Everything that is stored, in the order of discovery. */
export const storedResources: readonly Resource[] = [
  configMaps,
  events,
  namespaces,
  nodes,
  pods,
  serviceAccounts,
  runtimeClasses,
];

/** Reviews: created, answered, never stored. */
export interface Review {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly type: string;
}

export const reviews: readonly Review[] = [
  review("authentication", "SelfSubjectReview"),
  review("authorization", "SelfSubjectAccessReview"),
  review("authorization", "SelfSubjectRulesReview"),
];

function review(area: string, kind: string): Review {
  const singular = kind.toLowerCase();
  return {
    group: `${area}.k8s.io`,
    version: "v1",
    plural: `${singular}s`,
    singular,
    kind,
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
