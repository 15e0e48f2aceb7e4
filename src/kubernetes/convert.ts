import { isJsonObject, jsonAt, numberAt, stringAt, listOf, type JsonObject } from "../json.js";
import type { DaemonSet, Node, PodEvent, PodResult, PodSummary, RuntimeClass, Toleration } from "./kubernetes.js";

export function toNode(object: unknown): Node {
  const ready = listOf(jsonAt(object, "status", "conditions")).find((one) => stringAt(one, "type") === "Ready");
  const isReady = stringAt(ready, "status") === "True";
  const handlers = jsonAt(object, "status", "runtimeHandlers");
  const info = (key: string) => stringAt(object, "status", "nodeInfo", key) ?? "";
  return {
    name: stringAt(object, "metadata", "name") ?? "",
    uid: stringAt(object, "metadata", "uid") ?? "",
    ready: isReady,
    notReadyReason: isReady
      ? undefined
      : [stringAt(ready, "reason"), stringAt(ready, "message")].filter(Boolean).join(": ") || "no Ready condition yet",
    unschedulable: jsonAt(object, "spec", "unschedulable") === true,
    labels: stringMap(jsonAt(object, "metadata", "labels")),
    taints: listOf(jsonAt(object, "spec", "taints")).map((taint) => ({
      key: stringAt(taint, "key") ?? "",
      value: stringAt(taint, "value") ?? "",
      effect: stringAt(taint, "effect") ?? "",
    })),
    runtimeHandlers: Array.isArray(handlers)
      ? handlers.map((handler: unknown) => stringAt(handler, "name") ?? "")
      : undefined,
    bootId: info("bootID"),
    kernelVersion: info("kernelVersion"),
    kubeletVersion: info("kubeletVersion"),
    containerRuntimeVersion: info("containerRuntimeVersion"),
    osImage: info("osImage"),
  };
}

export function toRuntimeClass(object: unknown): RuntimeClass {
  return {
    name: stringAt(object, "metadata", "name") ?? "",
    uid: stringAt(object, "metadata", "uid") ?? "",
    resourceVersion: stringAt(object, "metadata", "resourceVersion") ?? "",
    handler: stringAt(object, "handler") ?? "",
    labels: stringMap(jsonAt(object, "metadata", "labels")),
    annotations: stringMap(jsonAt(object, "metadata", "annotations")),
    nodeSelector: stringMap(jsonAt(object, "scheduling", "nodeSelector")),
    tolerations: listOf(jsonAt(object, "scheduling", "tolerations")).map(toToleration),
    overhead: stringMap(jsonAt(object, "overhead", "podFixed")),
    fieldManagers: [
      ...new Set(listOf(jsonAt(object, "metadata", "managedFields")).flatMap((one) => stringAt(one, "manager") ?? [])),
    ],
  };
}

function toToleration(object: unknown): Toleration {
  return {
    key: stringAt(object, "key") ?? "",
    // The API's default.
    operator: stringAt(object, "operator") ?? "Equal",
    value: stringAt(object, "value"),
    effect: stringAt(object, "effect"),
  };
}

export function toPodResult(object: unknown): PodResult {
  const [first] = listOf(jsonAt(object, "status", "containerStatuses"));
  return {
    name: stringAt(object, "metadata", "name") ?? "",
    uid: stringAt(object, "metadata", "uid") ?? "",
    labels: stringMap(jsonAt(object, "metadata", "labels")),
    nodeName: stringAt(object, "spec", "nodeName"),
    phase: stringAt(object, "status", "phase") ?? "Unknown",
    runtimeClassName: stringAt(object, "spec", "runtimeClassName"),
    reason: podReason(object),
    createdMs: Date.parse(stringAt(object, "metadata", "creationTimestamp") ?? ""),
    finishedMs: timeMs(stringAt(first, "state", "terminated", "finishedAt")),
    imageId: stringAt(first, "imageID") || undefined,
  };
}

export function toPodSummary(object: unknown): PodSummary {
  return {
    namespace: stringAt(object, "metadata", "namespace") ?? "",
    nodeName: stringAt(object, "spec", "nodeName"),
    phase: stringAt(object, "status", "phase") ?? "Unknown",
    runtimeClassName: stringAt(object, "spec", "runtimeClassName"),
  };
}

export function toDaemonSet(object: unknown): DaemonSet {
  const count = (field: string) => numberAt(object, "status", field) ?? 0;
  return {
    name: stringAt(object, "metadata", "name") ?? "",
    desired: count("desiredNumberScheduled"),
    updated: count("updatedNumberScheduled"),
    ready: count("numberReady"),
    isObserved: count("observedGeneration") >= (numberAt(object, "metadata", "generation") ?? 0),
  };
}

export function toJsonObject(object: unknown): JsonObject {
  return isJsonObject(object) ? object : {};
}

export function toPodEvent(object: unknown): PodEvent {
  return {
    podUid: stringAt(object, "involvedObject", "uid") ?? "",
    type: stringAt(object, "type") ?? "",
    reason: stringAt(object, "reason") ?? "",
    message: stringAt(object, "message") ?? "",
  };
}

function timeMs(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}

function podReason(object: unknown): string | undefined {
  const states = listOf(jsonAt(object, "status", "containerStatuses")).flatMap((status) => [
    jsonAt(status, "state", "waiting"),
    jsonAt(status, "state", "terminated"),
  ]);
  const conditions = listOf(jsonAt(object, "status", "conditions"));
  const unscheduled = conditions.find(
    (one) => stringAt(one, "type") === "PodScheduled" && stringAt(one, "status") === "False",
  );
  const source = [...states, unscheduled, jsonAt(object, "status")].find(
    (one) => stringAt(one, "reason") !== undefined,
  );
  const exitCode = jsonAt(source, "exitCode");
  const parts = [
    stringAt(source, "reason"),
    typeof exitCode === "number" ? `exit code ${exitCode}` : undefined,
    stringAt(source, "message"),
  ].filter((part) => part !== undefined && part !== "");
  return parts.length === 0 ? undefined : parts.join(": ");
}

export function stringMap(value: unknown): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, typeof one === "string" ? one : JSON.stringify(one)]),
  );
}
