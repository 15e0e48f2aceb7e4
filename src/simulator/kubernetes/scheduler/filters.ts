import type { NodeObject, PodObject, Taint, Toleration } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import type { NeighborRules } from "./neighbors.js";
import { matchesNode } from "./node-affinity.js";
import type { Place } from "./places.js";
import type { Amounts } from "./requests.js";
import { isNewTaintText } from "./texts.js";

/** A pod that is to be placed, and what its filters look at. */
export interface Placing {
  readonly pod: PodObject;
  readonly requests: Amounts;
  readonly namedNodes: ReadonlySet<string> | undefined;
  readonly neighbors: NeighborRules;
}

/** Why a pod does not fit on a node, in kube-scheduler's words; empty when it does. The first failing filter decides. */
export function whyNot({ pod, requests, namedNodes, neighbors }: Placing, place: Place): string[] {
  const { node } = place;
  if (namedNodes?.has(node.metadata.name) === false) return ["node(s) didn't satisfy plugin(s) [NodeAffinity]"];
  const tolerations = pod.spec.tolerations ?? [];
  const unschedulable: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };
  if (node.spec.unschedulable === true && !isTolerated(unschedulable, tolerations))
    return ["node(s) were unschedulable"];
  const blocking = (node.spec.taints ?? []).find(
    (taint) => taint.effect !== "PreferNoSchedule" && !isTolerated(taint, tolerations),
  );
  if (blocking !== undefined)
    return [
      isNewTaintText(node.status.nodeInfo["kubeletVersion"] ?? "")
        ? "node(s) had untolerated taint(s)"
        : `node(s) had untolerated taint {${blocking.key}: ${blocking.value ?? ""}}`,
    ];
  if (!matchesNode(pod.spec, node)) return ["node(s) didn't match Pod's node affinity/selector"];
  if (isPortTaken(pod, place.pods)) return ["node(s) didn't have free ports for the requested pod ports"];
  const missing = missingRoom(requests, place);
  if (missing.length > 0) return missing;
  const why = neighbors.whyNot(node);
  return why === undefined ? [] : [why];
}

/** Taints that only ask pods to stay away, and that a pod does not tolerate. */
export function untoleratedPreferences(pod: PodObject, node: NodeObject): number {
  const tolerations = pod.spec.tolerations ?? [];
  return (node.spec.taints ?? []).filter(
    (taint) => taint.effect === "PreferNoSchedule" && !isTolerated(taint, tolerations),
  ).length;
}

export function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(
    ({ key = "", operator = "Equal", value = "", effect = "" }) =>
      (effect === "" || effect === taint.effect) &&
      (key === "" || key === taint.key) &&
      (operator === "Exists" || (operator === "Equal" && key !== "" && value === (taint.value ?? ""))),
  );
}

/** Whether a pod asks for more than the whole node has: no other pod's end could help then. */
export const isTooBig = (requests: Amounts, { node }: Place): boolean =>
  [...requests].some(([name, amount]) => amount > milliValue(node.status.allocatable[name] ?? 0));

function missingRoom(requests: Amounts, { node, pods, used }: Place): string[] {
  const { allocatable } = node.status;
  const reasons = pods.length + 1 > Number(allocatable["pods"] ?? "110") ? ["Too many pods"] : [];
  for (const [name, amount] of requests) {
    const free = milliValue(allocatable[name] ?? 0) - (used.get(name) ?? 0n);
    if (amount > 0n && amount > free) reasons.push(`Insufficient ${name}`);
  }
  return reasons;
}

function isPortTaken(pod: PodObject, others: readonly PodObject[]): boolean {
  const wanted = hostPorts(pod);
  return wanted.length > 0 && others.some((other) => hostPorts(other).some((port) => wanted.includes(port)));
}

const hostPorts = ({ spec }: PodObject) =>
  spec.containers.flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, protocol = "TCP" }) => (hostPort === undefined ? [] : [`${hostPort}/${protocol}`])),
  );
