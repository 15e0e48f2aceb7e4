import { fieldForbidden, invalid, notSupported, required, type FieldError } from "../api/field-error.js";
import type { Json } from "../objects/json.js";
import { selects } from "../objects/label-selector.js";
import type { KubeObject } from "../objects/objects.js";
import {
  asBudget,
  asDaemonSet,
  asDeployment,
  asJob,
  asReplicaSet,
  type BudgetObject,
  type PodTemplate,
  type RollingUpdate,
} from "../objects/workloads.js";
import type { LabelSelector } from "../objects/objects.js";
import { isZero, percentErrors, selectorErrors } from "./label-selector.js";
import { labelErrors } from "./metadata.js";
import { podSpecErrors } from "./pod.js";

/** `ValidateDeployment`. */
export function deploymentErrors(object: KubeObject): FieldError[] {
  const { spec } = asDeployment(object);
  const { minReadySeconds = 0, revisionHistoryLimit, progressDeadlineSeconds: deadline } = spec;
  return [
    ...negativeErrors("spec.replicas", spec.replicas),
    ...requiredSelectorErrors(spec.selector, "deployment"),
    ...templateErrors(spec.template, spec.selector, "ReplicaSet"),
    ...strategyErrors(spec.strategy),
    ...negativeErrors("spec.minReadySeconds", minReadySeconds),
    ...negativeErrors("spec.revisionHistoryLimit", revisionHistoryLimit),
    ...negativeErrors("spec.progressDeadlineSeconds", deadline),
    ...(deadline !== undefined && deadline <= minReadySeconds
      ? [invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")]
      : []),
  ];
}

function strategyErrors({ type, rollingUpdate }: { type: string; rollingUpdate?: RollingUpdate }): FieldError[] {
  const at = "spec.strategy";
  if (type === "Recreate")
    return rollingUpdate === undefined
      ? []
      : [fieldForbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'")];
  if (type !== "RollingUpdate") return [notSupported(at, type, ["Recreate", "RollingUpdate"])];
  const { maxUnavailable, maxSurge } = rollingUpdate ?? {};
  return [
    ...percentErrors(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable, true),
    ...percentErrors(`${at}.rollingUpdate.maxSurge`, maxSurge, false),
    ...(isZero(maxUnavailable) && isZero(maxSurge)
      ? [invalid(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable, "may not be 0 when `maxSurge` is 0")]
      : []),
  ];
}

/** `ValidateReplicaSet`; that it speaks of a deployment where the selector is empty is its own text. */
export function replicaSetErrors(object: KubeObject): FieldError[] {
  const { spec } = asReplicaSet(object);
  return [
    ...negativeErrors("spec.replicas", spec.replicas),
    ...negativeErrors("spec.minReadySeconds", spec.minReadySeconds),
    ...requiredSelectorErrors(spec.selector, "deployment"),
    ...templateErrors(spec.template, spec.selector, "ReplicaSet"),
  ];
}

/** `ValidateDaemonSet`. */
export function daemonSetErrors(object: KubeObject): FieldError[] {
  const { spec } = asDaemonSet(object);
  const { type, rollingUpdate = {} } = spec.updateStrategy;
  const { maxUnavailable, maxSurge } = rollingUpdate;
  const at = "spec.updateStrategy";
  const rolling = [
    ...percentErrors(`${at}.rollingUpdate.maxUnavailable`, maxUnavailable, true),
    ...percentErrors(`${at}.rollingUpdate.maxSurge`, maxSurge, true),
    ...(!isZero(maxUnavailable) && !isZero(maxSurge)
      ? [invalid(`${at}.rollingUpdate.maxSurge`, maxSurge, "may not be set when maxUnavailable is non-zero")]
      : []),
    ...(isZero(maxUnavailable) && isZero(maxSurge)
      ? [required(`${at}.rollingUpdate.maxUnavailable`, "cannot be 0 when maxSurge is 0")]
      : []),
  ];
  return [
    ...requiredSelectorErrors(spec.selector, "daemonset"),
    ...templateErrors(spec.template, spec.selector, "DaemonSet"),
    ...negativeErrors("spec.minReadySeconds", spec.minReadySeconds),
    ...(type === "RollingUpdate"
      ? rolling
      : type === "OnDelete"
        ? []
        : [notSupported(at, type, ["RollingUpdate", "OnDelete"])]),
    ...negativeErrors("spec.revisionHistoryLimit", spec.revisionHistoryLimit),
  ];
}

/** The part of `ValidateJob` that jobs without indexes and policies need. */
export function jobErrors(object: KubeObject): FieldError[] {
  const { spec } = asJob(object);
  const fields = ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"];
  const policy = spec.template.spec.restartPolicy ?? "";
  return [
    ...fields.flatMap((field) => negativeErrors(`spec.${field}`, spec[field])),
    ...templateErrors(spec.template, spec.selector, "Job"),
    ...(policy === "Always"
      ? [required("spec.template.spec.restartPolicy", 'valid values: "OnFailure", "Never"')]
      : []),
  ];
}

/** `ValidatePodDisruptionBudgetSpec`. */
export function budgetErrors(object: KubeObject): FieldError[] {
  const { spec } = asBudget(object);
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy: policy } = spec;
  const policies = ["AlwaysAllow", "IfHealthyBudget"];
  return [
    ...(minAvailable !== undefined && maxUnavailable !== undefined
      ? [invalid("spec", inGo(spec), "minAvailable and maxUnavailable cannot be both set")]
      : []),
    ...percentErrors("spec.minAvailable", minAvailable, true),
    ...percentErrors("spec.maxUnavailable", maxUnavailable, true),
    ...selectorErrors(spec.selector, "spec.selector"),
    ...(policy === undefined || policies.includes(policy)
      ? []
      : [notSupported("spec.unhealthyPodEvictionPolicy", policy, policies)]),
  ];
}

/** The API server prints its own struct there, whose fields have their Go names. */
const inGo = ({
  minAvailable,
  selector,
  maxUnavailable,
  unhealthyPodEvictionPolicy: policy,
}: BudgetObject["spec"]) => ({
  MinAvailable: minAvailable ?? null,
  Selector: selector ?? null,
  MaxUnavailable: maxUnavailable ?? null,
  UnhealthyPodEvictionPolicy: policy ?? null,
});

function negativeErrors(field: string, value: Json | undefined): FieldError[] {
  return typeof value === "number" && value < 0 ? [invalid(field, value, "must be greater than or equal to 0")] : [];
}

function requiredSelectorErrors(selector: LabelSelector | undefined, kind: string): FieldError[] {
  if (selector === undefined) return [required("spec.selector")];
  const isEmpty =
    Object.keys(selector.matchLabels ?? {}).length === 0 && (selector.matchExpressions ?? []).length === 0;
  return [
    ...selectorErrors(selector, "spec.selector"),
    ...(isEmpty ? [invalid("spec.selector", selector, `empty selector is invalid for ${kind}`)] : []),
  ];
}

function templateErrors(
  template: PodTemplate,
  selector: LabelSelector | undefined,
  kind: "ReplicaSet" | "DaemonSet" | "Job",
): FieldError[] {
  const labels = template.metadata?.labels;
  const { restartPolicy = "", activeDeadlineSeconds } = template.spec;
  const isSelected = selects(selector ?? {}, labels);
  return [
    ...(isSelected
      ? []
      : [invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")]),
    ...labelErrors(labels ?? {}, "spec.template.labels"),
    ...podSpecErrors(template.spec, "spec.template.spec"),
    ...(kind !== "Job" && restartPolicy !== "Always"
      ? [notSupported("spec.template.spec.restartPolicy", restartPolicy, ["Always"])]
      : []),
    ...(kind !== "Job" && activeDeadlineSeconds !== undefined
      ? [
          fieldForbidden(
            "spec.template.spec.activeDeadlineSeconds",
            `activeDeadlineSeconds in ${kind} is not Supported`,
          ),
        ]
      : []),
  ];
}
