import type { JsonObject } from "../objects/json.js";
import { apiVersionOf, reviews, storedResources, type Resource } from "../store/resources.js";

/** The order in which the API server lists its groups, which decides what a short name means to kubectl. */
const groupOrder = [
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "policy",
  "rbac.authorization.k8s.io",
  "admissionregistration.k8s.io",
  "scheduling.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
];
const groupVersions = [
  ...new Set([...storedResources, ...reviews].filter((item) => item.group !== "").map(apiVersionOf)),
].sort((a, b) => groupOrder.indexOf(groupOf(a)) - groupOrder.indexOf(groupOf(b)));

function versionOf(groupVersion: string): string {
  return groupVersion.split("/")[1] ?? groupVersion;
}

function groupOf(groupVersion: string): string {
  return groupVersion.includes("/") ? (groupVersion.split("/")[0] ?? "") : "";
}

/** `GET /api`; `server` is its host and port. */
export const coreVersions = (server: string): JsonObject => ({
  kind: "APIVersions",
  versions: ["v1"],
  serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: server }],
});

/** `GET /apis` */
export const groupList = (): JsonObject => ({
  kind: "APIGroupList",
  apiVersion: "v1",
  groups: groupVersions.map((groupVersion) => groupBody(groupVersion)),
});

/** `GET /apis/GROUP`; undefined when there is no such group. */
export function group(name: string): JsonObject | undefined {
  const found = groupVersions.find((groupVersion) => groupOf(groupVersion) === name);
  return found === undefined ? undefined : { kind: "APIGroup", apiVersion: "v1", ...groupBody(found) };
}

function groupBody(groupVersion: string): JsonObject {
  const version = { groupVersion, version: versionOf(groupVersion) };
  return { name: groupOf(groupVersion), versions: [version], preferredVersion: version };
}

/** `GET /api/v1` and `GET /apis/GROUP/VERSION`; undefined when there is no such version. */
export function resourceList(groupVersion: string): JsonObject | undefined {
  if (groupVersion !== "v1" && !groupVersions.includes(groupVersion)) return undefined;
  const resources = [
    ...storedResources.filter((resource) => apiVersionOf(resource) === groupVersion).flatMap(resourceEntries),
    ...reviews
      .filter((review) => apiVersionOf(review) === groupVersion)
      .map(({ plural, singular, kind, namespaced }) => ({
        name: plural,
        singularName: singular,
        namespaced,
        kind,
        verbs: ["create"],
      })),
  ];
  return {
    kind: "APIResourceList",
    ...(groupVersion === "v1" ? {} : { apiVersion: "v1" }),
    groupVersion,
    resources,
  };
}

function resourceEntries(resource: Resource): JsonObject[] {
  return [
    {
      name: resource.plural,
      singularName: resource.singular,
      namespaced: resource.namespaced,
      kind: resource.kind,
      verbs: [...resource.verbs],
      ...(resource.shortNames.length === 0 ? {} : { shortNames: [...resource.shortNames] }),
      ...(resource.categories.length === 0 ? {} : { categories: [...resource.categories] }),
    },
    ...resource.subresources.map(({ name, kind, group, version, verbs }) => ({
      name: `${resource.plural}/${name}`,
      singularName: "",
      namespaced: resource.namespaced,
      ...(group === undefined ? {} : { group, version: version ?? "v1" }),
      kind,
      verbs: [...verbs],
    })),
  ];
}

/** Aggregated discovery (`apidiscovery.k8s.io/v2`) of the core group or of all others. */
export function aggregated(isCore: boolean): JsonObject {
  const versions = isCore ? ["v1"] : groupVersions;
  return {
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items: versions.map((groupVersion) => ({
      metadata: isCore ? { creationTimestamp: null } : { name: groupOf(groupVersion), creationTimestamp: null },
      versions: [
        { version: versionOf(groupVersion), resources: aggregatedResources(groupVersion), freshness: "Current" },
      ],
    })),
  };
}

function aggregatedResources(groupVersion: string): JsonObject[] {
  const stored = storedResources.filter((resource) => apiVersionOf(resource) === groupVersion);
  const kindOf = (group: string, version: string, kind: string) => ({ group, version, kind });
  return [
    ...stored.map((resource) => ({
      resource: resource.plural,
      responseKind: kindOf(resource.group, resource.version, resource.kind),
      scope: resource.namespaced ? "Namespaced" : "Cluster",
      singularResource: resource.singular,
      verbs: [...resource.verbs],
      ...(resource.shortNames.length === 0 ? {} : { shortNames: [...resource.shortNames] }),
      ...(resource.categories.length === 0 ? {} : { categories: [...resource.categories] }),
      ...(resource.subresources.length === 0
        ? {}
        : {
            subresources: resource.subresources.map(({ name, kind, group, version, verbs }) => ({
              subresource: name,
              responseKind: kindOf(group ?? resource.group, version ?? resource.version, kind),
              verbs: [...verbs],
            })),
          }),
    })),
    ...reviews
      .filter((review) => apiVersionOf(review) === groupVersion)
      .map((review) => ({
        resource: review.plural,
        responseKind: kindOf(review.group, review.version, review.kind),
        scope: review.namespaced ? "Namespaced" : "Cluster",
        singularResource: review.singular,
        verbs: ["create"],
      })),
  ];
}
