import { digestReference, fullReference } from "./image-reference.js";
import type { ClusterState } from "../cluster-state.js";
import { readinessGates } from "../objects/readiness-gates.js";
import { observedBy } from "../pods/observed-generation.js";
import {
  timestamp,
  type Condition,
  type Container,
  type ContainerState,
  type ContainerStatus,
  type PodObject,
  type PodStatus,
} from "../objects/objects.js";

/** How far one container has come. */
export interface ContainerProgress {
  readonly container: Container;
  readonly isInit: boolean;
  state: ContainerState;
  lastState: ContainerState;
  restartCount: number;
  containerId: string | undefined;
  /** It runs, but its readiness probe says no. */
  isUnready?: boolean;
}

export interface PodProgress {
  readonly startMs: number;
  readonly hostIp: string;
  podIp: string | undefined;
  /** Set when the kubelet itself ended the pod. */
  failure: { readonly reason: string; readonly message: string } | undefined;
  /** The pod was asked to go, and none of its containers runs any more. */
  isStopped: boolean;
  readonly containers: readonly ContainerProgress[];
}

/** The status that the kubelet reports. */
export function podStatus(state: ClusterState, pod: PodObject, progress: PodProgress): PodStatus {
  const nowMs = state.clock.now();
  const observed = observedBy(state, pod);
  const phase = phaseOf(pod, progress);
  const statuses = (isInit: boolean) => progress.containers.filter((item) => item.isInit === isInit).map(statusOf);
  const inits = statuses(true);
  return {
    ...observed,
    phase,
    ...(progress.failure ?? {}),
    conditions: conditions(pod, progress, phase, nowMs).map((condition) => ({ ...condition, ...observed })),
    hostIP: progress.hostIp,
    hostIPs: [{ ip: progress.hostIp }],
    ...(progress.podIp === undefined ? {} : { podIP: progress.podIp, podIPs: [{ ip: progress.podIp }] }),
    startTime: timestamp(progress.startMs),
    ...(inits.length === 0 ? {} : { initContainerStatuses: inits }),
    containerStatuses: statuses(false),
    qosClass: pod.status.qosClass ?? "BestEffort",
  };
}

export function phaseOf(pod: PodObject, { failure, containers, isStopped }: PodProgress): string {
  if (failure !== undefined) return "Failed";
  if (isStopped) return containers.every(({ state }) => state.terminated?.exitCode === 0) ? "Succeeded" : "Failed";
  const mains = containers.filter((item) => !item.isInit);
  const policy = pod.spec.restartPolicy ?? "Always";
  const failedInit = containers.some((item) => item.isInit && (item.state.terminated?.exitCode ?? 0) !== 0);
  if (failedInit && policy === "Never") return "Failed";
  const isOver = mains.every(({ state }) => state.terminated !== undefined);
  if (isOver && policy !== "Always") {
    const hasFailed = mains.some(({ state }) => state.terminated?.exitCode !== 0);
    if (!hasFailed) return "Succeeded";
    if (policy === "Never") return "Failed";
  }
  return mains.some(({ state, lastState }) => state.running ?? state.terminated ?? lastState.terminated)
    ? "Running"
    : "Pending";
}

/** State of a container that ended now. */
export function terminated(
  item: ContainerProgress,
  exitCode: number,
  nowMs: number,
  reason = exitCode === 0 ? "Completed" : "Error",
): ContainerState {
  const finishedAt = timestamp(nowMs);
  return {
    terminated: {
      exitCode,
      reason,
      startedAt: item.state.running?.startedAt ?? finishedAt,
      finishedAt,
      ...(item.containerId === undefined ? {} : { containerID: item.containerId }),
    },
  };
}

function statusOf(item: ContainerProgress): ContainerStatus {
  const image = item.container.image ?? "";
  const wasPulled = item.containerId !== undefined;
  const isRunning = item.state.running !== undefined;
  const hasDone = item.isInit && item.state.terminated?.exitCode === 0;
  return {
    name: item.container.name,
    state: item.state,
    lastState: item.lastState,
    ready: (isRunning && item.isUnready !== true) || hasDone,
    restartCount: item.restartCount,
    image: wasPulled ? fullReference(image) : image,
    imageID: wasPulled ? digestReference(image) : "",
    ...(item.containerId === undefined ? {} : { containerID: item.containerId }),
    started: isRunning,
  };
}

function conditions(pod: PodObject, progress: PodProgress, phase: string, nowMs: number): Condition[] {
  const { containers, podIp } = progress;
  const isOver = phase === "Succeeded" || phase === "Failed";
  const overReason = phase === "Succeeded" ? "PodCompleted" : "PodFailed";
  const unready = containers.filter(
    (item) => !item.isInit && (item.state.running === undefined || item.isUnready === true),
  );
  const names = unready.map((item) => item.container.name).join(" ");
  const notReady = isOver
    ? { reason: overReason }
    : { reason: "ContainersNotReady", message: `containers with unready status: [${names}]` };
  const inits = containers.filter((item) => item.isInit && item.state.terminated?.exitCode !== 0);
  const initNames = inits.map((item) => item.container.name).join(" ");
  const areContainersReady = unready.length === 0 && !isOver;
  const closed = closedGates(pod);
  const isReady = areContainersReady && closed === "";
  const wanted: readonly (readonly [string, boolean, object])[] = [
    ["PodReadyToStartContainers", podIp !== undefined && !isOver, {}],
    [
      "Initialized",
      inits.length === 0,
      isOver && phase === "Succeeded"
        ? { reason: overReason }
        : inits.length === 0
          ? {}
          : { reason: "ContainersNotInitialized", message: `containers with incomplete status: [${initNames}]` },
    ],
    [
      "Ready",
      isReady,
      isReady ? {} : areContainersReady ? { reason: "ReadinessGatesNotReady", message: closed } : notReady,
    ],
    ["ContainersReady", areContainersReady, areContainersReady ? {} : notReady],
  ];
  const made = wanted.map(([type, isTrue, why]): Condition => {
    const status = isTrue ? "True" : "False";
    const before = pod.status.conditions?.find((condition) => condition.type === type && condition.status === status);
    return {
      type,
      status,
      lastProbeTime: null,
      lastTransitionTime: before?.lastTransitionTime ?? timestamp(nowMs),
      ...why,
    };
  });
  // What others report of the pod stays: that it is scheduled, that it is about to be evicted.
  const others = (pod.status.conditions ?? []).filter(({ type }) => !made.some((condition) => condition.type === type));
  return [...made, ...others];
}

/** The kubelet's words for readiness gates whose condition is not true (`GeneratePodReadyCondition`); empty for none. */
function closedGates(pod: PodObject): string {
  const closed = readinessGates(pod).filter(({ status }) => status !== "True");
  const words = closed.map(({ type, status }) =>
    status === undefined
      ? `corresponding condition of pod readiness gate "${type}" does not exist.`
      : `the status of pod readiness gate "${type}" is not "True", but ${status}`,
  );
  return words.join(", ");
}
