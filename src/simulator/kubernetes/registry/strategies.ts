import { invalidObject, type FieldError } from "../api/field-error.js";
import { withLimitRanges } from "../admission/limit-ranges.js";
import { refusePriority, refuseUnknownAccount } from "../admission/pod-identity.js";
import { withRuntimeClass } from "../admission/runtime-class.js";
import { isAtLeast, type ClusterState } from "../cluster-state.js";
import { equal, isObject } from "../objects/json.js";
import { asNode, asPod, type KubeObject } from "../objects/objects.js";
import { withZeros } from "../schema/zeros.js";
import type { Resource } from "../store/resources.js";
import { immutableError, metadataErrors, metadataUpdateErrors, type MetadataRules } from "../validation/metadata.js";
import { asPrefix, dnsLabelFaults, dnsSubdomainFaults } from "../validation/names.js";
import { podErrors, podUpdateErrors } from "../validation/pod.js";
import { runtimeClassErrors } from "../validation/runtime-class.js";
import { taintErrors } from "../validation/scheduling.js";
import { configStrategies } from "./config-strategies.js";
import { withAdmissionDefaults, withDefaultTolerations, withPodDefaults } from "./pod-defaults.js";
import type { Strategy } from "./strategy.js";
import { workloadStrategies } from "./workload-strategies.js";

const nodeErrors = (object: KubeObject) => taintErrors(asNode(object).spec.taints ?? [], "metadata.taints");

/** Defaults before and after the LimitRanges: the class of service follows from what these set. */
const withLimits = (object: KubeObject, { store }: ClusterState) =>
  withPodDefaults(withLimitRanges(withPodDefaults(object), store));

/** From 1.33 on a pod has a generation, which a change of its spec raises. */
function withObservedChange(object: KubeObject, old: KubeObject): KubeObject {
  const { generation } = old.metadata;
  if (generation === undefined || equal(object["spec"], old["spec"])) return object;
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } };
}

/**
 * What a new object has before admission adds to it: its fields are its creator's, what admission adds is nobody's.
 * `body` has passed the schema check.
 */
export function beforeAdmission(resource: Resource, object: KubeObject): KubeObject {
  return resource.plural === "pods" ? withPodDefaults(object) : (strategyOf(resource).withDefaults?.(object) ?? object);
}

const strategies: Readonly<Record<string, Strategy>> = {
  pods: {
    hasStatus: true,
    prepareCreate: (object, state) => {
      // The order of the real admission plugins, which the order of the tolerations shows.
      refuseUnknownAccount(object, state);
      refusePriority(object);
      const pod = withAdmissionDefaults(withLimits(object, state), (length) => state.random.word(length));
      const admitted = withRuntimeClass(pod, state.store);
      const observed = isAtLeast(state, 33) ? { generation: 1 } : {};
      return { ...admitted, metadata: { ...admitted.metadata, ...observed } };
    },
    prepareUpdate: (object, old) => withObservedChange(withDefaultTolerations(asPod(object)), old),
    createErrors: podErrors,
    updateErrors: podUpdateErrors,
  },
  nodes: {
    hasStatus: true,
    prepareCreate: (object) => ({ ...object, spec: object["spec"] ?? {}, status: object["status"] ?? {} }),
    createErrors: nodeErrors,
    updateErrors: nodeErrors,
  },
  namespaces: {
    hasStatus: true,
    specThrough: "finalize",
    nameFaults: dnsLabelFaults,
    // A default, and so owned by who makes it.
    withDefaults: (object) => ({
      ...object,
      metadata: {
        ...object.metadata,
        labels: { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name },
      },
    }),
    prepareCreate: (object) => ({ ...object, spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } }),
  },
  runtimeclasses: {
    createErrors: runtimeClassErrors,
    updateErrors: (object, old) => immutableError(object, old, "handler"),
  },
  ...configStrategies,
  ...workloadStrategies,
};

const strategyOf = (resource: Resource): Strategy => strategies[resource.plural] ?? {};

function metadataRules(resource: Resource, strategy: Strategy): MetadataRules {
  const faults = strategy.nameFaults ?? dnsSubdomainFaults;
  return {
    nameFaults: (name, isPrefix = false) => faults(isPrefix ? asPrefix(name) : name),
    isCore: resource.group === "",
  };
}

/** The object as it would be stored: defaults, admission, then the checks. Throws 403 or 422. */
export function prepareCreate(resource: Resource, object: KubeObject, state: ClusterState): KubeObject {
  const strategy = strategyOf(resource);
  // A body that lacks what the checks read is refused by its schema's own rule first.
  const early = missingErrors(resource, object);
  if (early.length > 0) throw invalidObject(resource.group, resource.kind, object.metadata.name, early);
  const defaulted = strategy.withDefaults?.(object) ?? object;
  const admitted = strategy.prepareCreate?.(defaulted, state) ?? defaulted;
  const prepared = withGeneration(strategy, withZeros(resource.type, admitted), 1);
  const errors = [
    ...metadataErrors(prepared, metadataRules(resource, strategy)),
    ...(strategy.createErrors?.(prepared) ?? []),
  ];
  if (errors.length > 0) throw invalidObject(resource.group, resource.kind, object.metadata.name, errors);
  return prepared;
}

/** What an update may not change is put back; then the checks. `subresource` is empty or `status`. */
export function prepareUpdate(resource: Resource, given: KubeObject, old: KubeObject, subresource: string): KubeObject {
  const strategy = strategyOf(resource);
  const isStatusGone = subresource === "status" && strategy.hasStatus === true && !isObject(given["status"]);
  const object = isStatusGone ? { ...given, status: {} } : given;
  const full = withZeros(resource.type, strategy.withDefaults?.(object) ?? object);
  const defaulted = reachOnly(strategy, full, old, subresource);
  const reached = subresource === "" ? (strategy.prepareUpdate?.(defaulted, old) ?? defaulted) : defaulted;
  const isNew =
    ["", "scale"].includes(subresource) &&
    strategy.bumpedBy?.some((part) => !equal(partOf(reached, part), partOf(old, part)));
  const prepared = isNew === true ? withGeneration(strategy, reached, (old.metadata.generation ?? 0) + 1) : reached;
  const missing = missingErrors(resource, prepared);
  const errors =
    missing.length > 0
      ? missing
      : [
          ...metadataUpdateErrors(prepared, old),
          ...(subresource === "" ? (strategy.updateErrors?.(prepared, old) ?? []) : []),
        ];
  if (errors.length > 0) throw invalidObject(resource.group, resource.kind, old.metadata.name, errors);
  return prepared;
}

function withGeneration(strategy: Strategy, object: KubeObject, generation: number): KubeObject {
  return strategy.bumpedBy === undefined ? object : { ...object, metadata: { ...object.metadata, generation } };
}

const partOf = (object: KubeObject, part: "spec" | "annotations") =>
  part === "spec" ? object["spec"] : (object.metadata.annotations ?? {});

function reachOnly(strategy: Strategy, object: KubeObject, old: KubeObject, subresource: string): KubeObject {
  if (strategy.hasStatus !== true) return object;
  const isSpecFixed =
    strategy.specThrough === undefined ? subresource === "status" : subresource !== strategy.specThrough;
  const kept = [...(isSpecFixed ? ["spec"] : []), ...(subresource === "status" ? [] : ["status"])];
  const reached = Object.entries(object).filter(([part]) => !kept.includes(part));
  const untouched = Object.entries(old).filter(([part]) => kept.includes(part));
  const { apiVersion, kind, metadata } = object;
  return { ...Object.fromEntries([...reached, ...untouched]), apiVersion, kind, metadata };
}

function missingErrors(resource: Resource, object: KubeObject): FieldError[] {
  const missing = (field: string): FieldError => ({ kind: "Required", field, value: undefined, detail: "" });
  if (resource.plural === "pods") {
    const spec = asPod({ ...object, spec: object["spec"] ?? {} }).spec;
    return Array.isArray(spec["containers"]) ? [] : [missing("spec.containers")];
  }
  if (resource.plural === "runtimeclasses" && typeof object["handler"] !== "string")
    return [{ kind: "Invalid", field: "handler", value: "", detail: dnsLabelFaults("").join(",") }];
  return [];
}

/** Seconds that a deletion waits for the object's own end; 0 = at once. */
export function gracePeriodSeconds(resource: Resource, object: KubeObject, asked: number | undefined): number {
  if (resource.plural !== "pods") return 0;
  const { spec, status } = asPod(object);
  // A pod that no kubelet has, or that has ended, goes at once.
  if ((spec.nodeName ?? "") === "" || status.phase === "Failed" || status.phase === "Succeeded") return 0;
  return Math.max(0, asked ?? spec.terminationGracePeriodSeconds ?? 30);
}
