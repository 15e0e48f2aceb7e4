import { selects } from "../objects/label-selector.js";
import type { KubeObject, NodeObject, PodAffinityTerm, PodObject, SpreadConstraint } from "../objects/objects.js";
import { matchesNode } from "./node-affinity.js";
import type { Place } from "./places.js";

/** What a pod's affinities to other pods, theirs to it, and its required spreading allow. */
export interface NeighborRules {
  /** Why a node is not allowed, in kube-scheduler's words. */
  whyNot(node: NodeObject): string | undefined;
}

const anywhere: NeighborRules = { whyNot: () => undefined };

/**
 * The required rules of InterPodAffinity and PodTopologySpread for one pod; preferences between pods have no effect.
 * `labelsOf` gives the labels of a namespace, for namespace selectors.
 */
export function neighborRules(
  pod: PodObject,
  places: readonly Place[],
  labelsOf: (namespace: string) => KubeObject["metadata"]["labels"],
): NeighborRules {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  const wanted = podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const unwanted = podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const spreads = (pod.spec.topologySpreadConstraints ?? []).filter(
    (item) => item.whenUnsatisfiable === "DoNotSchedule",
  );
  const matches = (term: PodAffinityTerm, owner: PodObject, other: PodObject) =>
    matchesPod(term, owner, other, labelsOf);
  // Domains where pods are that do not want this one near.
  const closed = places.flatMap(({ node, pods }) =>
    pods.flatMap((other) =>
      (other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
        .filter((term) => matches(term, other, pod))
        .map((term) => domainOf(term.topologyKey, node)),
    ),
  );
  if (wanted.length + unwanted.length + spreads.length + closed.length === 0) return anywhere;
  const domainsWith = (term: PodAffinityTerm) =>
    places.flatMap(({ node, pods }) =>
      pods.some((other) => matches(term, pod, other)) ? [domainOf(term.topologyKey, node)] : [],
    );
  const near = wanted.map((term) => ({ term, domains: domainsWith(term) }));
  // The first pod of a group that wants to be together may go anywhere.
  const isFirst = near.every(({ term, domains }) => domains.length === 0 && matches(term, pod, pod));
  const far = unwanted.map((term) => ({ term, domains: domainsWith(term) }));
  return {
    whyNot(node) {
      const lacksSpread = spreads
        .map((constraint) => whyNotSpread(constraint, pod, node, places))
        .find((why) => why !== undefined);
      if (lacksSpread !== undefined) return lacksSpread;
      const isIn = ({ term, domains }: { readonly term: PodAffinityTerm; readonly domains: readonly string[] }) =>
        domains.includes(domainOf(term.topologyKey, node));
      const isNear = isFirst
        ? near.every(({ term }) => node.metadata.labels?.[term.topologyKey] !== undefined)
        : near.every(isIn);
      if (!isNear) return "node(s) didn't match pod affinity rules";
      if (far.some(isIn)) return "node(s) didn't match pod anti-affinity rules";
      const isClosed = closed.some((domain) => domain !== "" && domain === domainOf(domain.split("=")[0] ?? "", node));
      return isClosed ? "node(s) didn't satisfy existing pods anti-affinity rules" : undefined;
    },
  };
}

/** `key=value` of a node's label; empty where it has none: it is in no domain. */
function domainOf(key: string, { metadata: { labels } }: NodeObject): string {
  const value = labels?.[key];
  return value === undefined ? "" : `${key}=${value}`;
}

/** Whether a term of `owner` is about `other`. */
function matchesPod(
  { labelSelector, namespaces = [], namespaceSelector }: PodAffinityTerm,
  owner: PodObject,
  other: PodObject,
  labelsOf: (namespace: string) => KubeObject["metadata"]["labels"],
): boolean {
  const { namespace = "", labels } = other.metadata;
  const isOwn = namespaces.length === 0 && namespaceSelector === undefined && namespace === owner.metadata.namespace;
  const isNamed = namespaces.includes(namespace) || selects(namespaceSelector, labelsOf(namespace));
  return (isOwn || isNamed) && selects(labelSelector, labels);
}

const notSpread = "node(s) didn't match pod topology spread constraints";

function whyNotSpread(
  { topologyKey, labelSelector, maxSkew }: SpreadConstraint,
  pod: PodObject,
  node: NodeObject,
  places: readonly Place[],
): string | undefined {
  const own = domainOf(topologyKey, node);
  if (own === "") return `${notSpread} (missing required label)`;
  const counts = new Map<string, number>();
  for (const place of places) {
    const domain = domainOf(topologyKey, place.node);
    if (domain === "" || !matchesNode(pod.spec, place.node)) continue;
    const matching = place.pods.filter(
      ({ metadata }) =>
        metadata.namespace === pod.metadata.namespace &&
        metadata.deletionTimestamp === undefined &&
        selects(labelSelector, metadata.labels),
    );
    counts.set(domain, (counts.get(domain) ?? 0) + matching.length);
  }
  const least = Math.min(...counts.values());
  const self = selects(labelSelector, pod.metadata.labels) ? 1 : 0;
  return (counts.get(own) ?? 0) + self - least > maxSkew ? notSpread : undefined;
}
