import type { NodeObject, NodeSelectorTerm, PodObject, Requirement, Taint, Toleration } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import { isNewTaintText } from "./texts.js";
import { requestsOf, type Amounts } from "./requests.js";

/** Why a pod does not fit on a node, in kube-scheduler's words; empty when it does. The first failing filter decides. */
export function whyNot(pod: PodObject, node: NodeObject, used: readonly Amounts[]): string[] {
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
  if (!isSelected(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"];
  return missingRoom(pod, node, used);
}

export function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some(
    ({ key = "", operator = "Equal", value = "", effect = "" }) =>
      (effect === "" || effect === taint.effect) &&
      (key === "" || key === taint.key) &&
      (operator === "Exists" || (operator === "Equal" && key !== "" && value === (taint.value ?? ""))),
  );
}

function isSelected(pod: PodObject, node: NodeObject): boolean {
  const labels = node.metadata.labels ?? {};
  const selector = Object.entries(pod.spec.nodeSelector ?? {});
  if (!selector.every(([key, value]) => labels[key] === value)) return false;
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required === undefined || required.nodeSelectorTerms.some((term) => matchesTerm(term, node));
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

function missingRoom(pod: PodObject, node: NodeObject, used: readonly Amounts[]): string[] {
  const { allocatable } = node.status;
  const reasons = used.length + 1 > Number(allocatable["pods"] ?? "110") ? ["Too many pods"] : [];
  for (const [name, amount] of requestsOf(pod)) {
    const taken = used.reduce((sum, amounts) => sum + (amounts.get(name) ?? 0n), 0n);
    if (amount > 0n && taken + amount > milliValue(allocatable[name] ?? 0)) reasons.push(`Insufficient ${name}`);
  }
  return reasons;
}
