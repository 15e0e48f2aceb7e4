import { asPod, type Container, type ContainerState, type KubeObject, type PodObject } from "../objects/objects.js";
import { readinessGates } from "../objects/readiness-gates.js";
import { age } from "./age.js";

/** Cells of a pod, as `printPod` of the API server writes them. */
export function podCells(object: KubeObject, nowMs: number): string[] {
  const pod = asPod(object);
  const gates = readinessGates(pod);
  const containers = pod.status.containerStatuses ?? [];
  const ready = containers.filter((container) => container.ready && container.state.running !== undefined).length;
  const restarts = containers.reduce((sum, container) => sum + container.restartCount, 0);
  const lastEnd = containers
    .map((container) => container.lastState.terminated?.finishedAt ?? "")
    .sort()
    .at(-1);
  const restartText = restarts > 0 && lastEnd !== undefined && lastEnd !== "" ? ` (${age(lastEnd, nowMs)} ago)` : "";
  return [
    pod.metadata.name,
    `${ready}/${pod.spec.containers.length}`,
    podReason(pod),
    `${restarts}${restartText}`,
    age(pod.metadata.creationTimestamp, nowMs),
    pod.status.podIP ?? "<none>",
    (pod.spec.nodeName ?? "") === "" ? "<none>" : (pod.spec.nodeName ?? ""),
    "<none>",
    gates.length === 0 ? "<none>" : `${gates.filter(({ status }) => status === "True").length}/${gates.length}`,
  ];
}

function podReason(pod: PodObject): string {
  const { phase, reason: statusReason } = pod.status;
  if (pod.metadata.deletionTimestamp !== undefined && phase !== "Succeeded" && phase !== "Failed") return "Terminating";
  return initReason(pod) ?? containerReason(pod, statusReason ?? phase);
}

function initReason(pod: PodObject): string | undefined {
  const inits: readonly Container[] = pod.spec.initContainers ?? [];
  for (const [index, { state }] of (pod.status.initContainerStatuses ?? []).entries()) {
    if (state.terminated?.exitCode === 0) continue;
    if (state.terminated !== undefined) return `Init:${state.terminated.reason}`;
    const waiting = state.waiting?.reason;
    return waiting !== undefined && waiting !== "PodInitializing" ? `Init:${waiting}` : `Init:${index}/${inits.length}`;
  }
  return undefined;
}

function containerReason(pod: PodObject, start: string): string {
  let reason = start;
  let error = "";
  let isRunning = false;
  for (const container of [...(pod.status.containerStatuses ?? [])].reverse()) {
    reason = stateReason(container.state) ?? reason;
    if (container.state.terminated !== undefined && container.state.terminated.exitCode !== 0) error = reason;
    if (container.ready && container.state.running !== undefined) isRunning = true;
  }
  if (reason !== "Completed") return reason;
  const isReady = pod.status.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True");
  if (isRunning && isReady === true) return "Running";
  if (error !== "") return error;
  return isRunning ? "NotReady" : reason;
}

function stateReason(state: ContainerState): string | undefined {
  if (state.waiting?.reason !== undefined) return state.waiting.reason;
  return state.terminated?.reason;
}
