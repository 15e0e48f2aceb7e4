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
  /** Where the subresource's own type is of another group than its resource. */
  readonly group?: string;
  readonly version?: string;
}

export const everyVerb = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

export const statusOf = (kind: string): Subresource => ({ name: "status", kind, verbs: ["get", "patch", "update"] });

interface More {
  readonly categories?: readonly string[];
  readonly subresources?: readonly Subresource[];
}

/** A resource of the core group. */
export function coreResource(
  plural: string,
  kind: string,
  namespaced: boolean,
  shortNames: readonly string[],
  more: More = {},
): Resource {
  const verbs = kind === "Namespace" ? everyVerb.filter((verb) => verb !== "deletecollection") : everyVerb;
  return {
    ...groupResource("", plural, kind, shortNames, more),
    namespaced,
    verbs,
    type: `io.k8s.api.core.v1.${kind}`,
  };
}

/** A namespaced resource of a group without a domain, such as `apps`, in its version v1. */
export function groupResource(
  group: string,
  plural: string,
  kind: string,
  shortNames: readonly string[],
  { categories = [], subresources = [] }: More = {},
): Resource {
  return {
    group,
    version: "v1",
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: true,
    shortNames,
    categories,
    verbs: everyVerb,
    type: `io.k8s.api.${group}.v1.${kind}`,
    subresources,
  };
}
