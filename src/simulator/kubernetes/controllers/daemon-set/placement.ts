import { matchesNode } from "../../scheduler/node-affinity.js";
import { isTolerated } from "../../scheduler/filters.js";
import { asPod, type NodeObject, type PodObject, type PodSpec, type Toleration } from "../../objects/objects.js";
import type { DaemonSetObject } from "../../objects/workloads.js";

/** What every daemon pod tolerates (`AddOrUpdateDaemonPodTolerations`); the last one only on the host's network. */
const added: readonly (readonly [string, string])[] = [
  ["node.kubernetes.io/not-ready", "NoExecute"],
  ["node.kubernetes.io/unreachable", "NoExecute"],
  ["node.kubernetes.io/disk-pressure", "NoSchedule"],
  ["node.kubernetes.io/memory-pressure", "NoSchedule"],
  ["node.kubernetes.io/pid-pressure", "NoSchedule"],
  ["node.kubernetes.io/unschedulable", "NoSchedule"],
  ["node.kubernetes.io/network-unavailable", "NoSchedule"],
];

export function daemonTolerations(spec: PodSpec): Toleration[] {
  const wanted = spec["hostNetwork"] === true ? added : added.slice(0, -1);
  const given = spec.tolerations ?? [];
  const made = wanted.map(([key, effect]): Toleration => ({ key, operator: "Exists", effect }));
  // One of the same kind, which may end after some seconds, gives way to the endless one.
  const replaced = given.map((toleration) => made.find((other) => isSameKind(toleration, other)) ?? toleration);
  return [...replaced, ...made.filter((other) => !given.some((toleration) => isSameKind(toleration, other)))];
}

const isSameKind = (a: Toleration, b: Toleration) =>
  a.key === b.key && a.operator === b.operator && a.effect === b.effect && (a.value ?? "") === "";

/** The spec of the daemon pod that is meant for one node: the scheduler binds it there and nowhere else. */
export function specForNode(spec: PodSpec, node: string): PodSpec {
  const matchFields = [{ key: "metadata.name", operator: "In", values: [node] }];
  const nodeAffinity = {
    ...spec.affinity?.nodeAffinity,
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
  };
  return { ...spec, tolerations: daemonTolerations(spec), affinity: { ...spec.affinity, nodeAffinity } };
}

/** The node that a daemon pod is on or meant for. */
export function targetNode(pod: PodObject): string {
  if ((pod.spec.nodeName ?? "") !== "") return pod.spec.nodeName ?? "";
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields?.find(({ key }) => key === "metadata.name")?.values?.[0] ?? "";
}

/** Whether a node gets a daemon pod, and whether one that is there may stay (`NodeShouldRunDaemonPod`). */
export function placementOn(
  node: NodeObject,
  { spec: { template } }: DaemonSetObject,
): { readonly isWanted: boolean; readonly mayStay: boolean } {
  const spec = { ...template.spec, tolerations: daemonTolerations(template.spec) };
  const { nodeName = "" } = spec;
  const isFitting = (nodeName === "" || nodeName === node.metadata.name) && matchesNode(spec, node);
  if (!isFitting) return { isWanted: false, mayStay: false };
  const repelling = (node.spec.taints ?? []).filter(
    (taint) => taint.effect !== "PreferNoSchedule" && !isTolerated(taint, spec.tolerations),
  );
  const mayStay = !repelling.some((taint) => taint.effect === "NoExecute");
  return { isWanted: repelling.length === 0, mayStay };
}

/** Scheduled ones first, then the older ones. */
export function oldestFirst(pods: readonly PodObject[]): PodObject[] {
  const rank = (pod: PodObject) => ((pod.spec.nodeName ?? "") === "" ? 1 : 0);
  const age = (pod: PodObject) => Date.parse(pod.metadata.creationTimestamp);
  return pods
    .map(asPod)
    .sort((a, b) => rank(a) - rank(b) || age(a) - age(b) || (a.metadata.name < b.metadata.name ? -1 : 1));
}
