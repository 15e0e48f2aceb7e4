import { isAtLeast, type ClusterState } from "../cluster-state.js";
import { recordEvent } from "../events.js";
import { asNode, asPod, timestamp, type NodeObject, type PodObject } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import { nodes, pods } from "../store/resources.js";
import { whyNot } from "./filters.js";
import { requestsOf, type Amounts } from "./requests.js";

/** Assumed: from a change to the scheduler's next round. */
const roundAfterMs = 50;
const manager = "kube-scheduler";

/** Binds pending pods to nodes: the first-fit of kube-scheduler's filters; among fitting nodes the one with the fewest pods. */
export function startScheduler(state: ClusterState): () => void {
  let cancel: (() => void) | undefined;
  const wake = () => {
    cancel ??= state.clock.after(roundAfterMs, () => {
      cancel = undefined;
      scheduleAll(state);
    });
  };
  const stops = [
    state.store.listen(nodes, wake),
    state.store.listen(pods, ({ type, object }) => {
      const pod = asPod(object);
      // An end frees room; a binding or a status does not need another round.
      if (type === "ADDED" || type === "DELETED" || isOver(pod)) wake();
    }),
  ];
  return () => {
    stops.forEach((stop) => {
      stop();
    });
    cancel?.();
  };
}

const isOver = (pod: PodObject) => pod.status.phase === "Succeeded" || pod.status.phase === "Failed";
const isWaiting = (pod: PodObject) =>
  (pod.spec.nodeName ?? "") === "" &&
  pod.metadata.deletionTimestamp === undefined &&
  pod.spec.schedulerName === "default-scheduler" &&
  !isOver(pod);

function scheduleAll(state: ClusterState): void {
  const all = [...state.store.each(pods)].map(asPod);
  const waiting = all
    .filter(isWaiting)
    .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion));
  if (waiting.length === 0) return;
  const machines = state.store.list(nodes).map(asNode);
  const used = new Map<string, Amounts[]>(machines.map((node) => [node.metadata.name, []]));
  for (const pod of all) if (!isOver(pod)) used.get(pod.spec.nodeName ?? "")?.push(requestsOf(pod));
  for (const pod of waiting) {
    const reasons = machines.map((node) => whyNot(pod, node, used.get(node.metadata.name) ?? []));
    const [best] = machines
      .filter((_, index) => reasons[index]?.length === 0)
      .sort((a, b) => (used.get(a.metadata.name)?.length ?? 0) - (used.get(b.metadata.name)?.length ?? 0));
    if (best === undefined) markUnschedulable(state, pod, reasons);
    else {
      used.get(best.metadata.name)?.push(requestsOf(pod));
      bind(state, pod, best);
    }
  }
}

function bind(state: ClusterState, pod: PodObject, node: NodeObject): void {
  const { name, namespace = "" } = pod.metadata;
  const condition = scheduledCondition(state, { status: "True" });
  const conditions = [...(pod.status.conditions ?? []).filter((item) => item.type !== "PodScheduled"), condition];
  const nodeName = node.metadata.name;
  state.store.put(pods, { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, conditions } });
  event(state, pod, "Normal", "Scheduled", `Successfully assigned ${namespace}/${name} to ${nodeName}`);
  state.log(`kubernetes ${state.name}: pod ${namespace}/${name} to ${nodeName}`);
}

function markUnschedulable(state: ClusterState, pod: PodObject, reasons: readonly (readonly string[])[]): void {
  const message = failureText(state, reasons);
  const before = pod.status.conditions?.find((condition) => condition.type === "PodScheduled");
  if (before?.message !== message) {
    const condition = scheduledCondition(state, { status: "False", reason: "Unschedulable", message });
    const conditions = [condition, ...(pod.status.conditions ?? []).filter((item) => item.type !== "PodScheduled")];
    const { name, namespace = "" } = pod.metadata;
    const change = { ...pod, status: { ...pod.status, conditions } };
    updateObject(state, pods, namespace, name, () => change, { manager, subresource: "status" });
    event(state, pod, "Warning", "FailedScheduling", message);
  }
}

/** The scheduler's `FitError`, with what preemption adds: victims are not modelled, so it never helps. */
function failureText(state: ClusterState, reasons: readonly (readonly string[])[]): string {
  const total = reasons.length;
  if (total === 0) return "no nodes available to schedule pods";
  const histogram = new Map<string, number>();
  for (const reason of reasons.flat()) histogram.set(reason, (histogram.get(reason) ?? 0) + 1);
  const sorted = [...histogram].map(([reason, count]) => `${count} ${reason}`).sort();
  const unhelpful = reasons.filter((list) => list.some((reason) => !isAboutRoom(reason))).length;
  const preemption = [
    ...(total - unhelpful > 0 ? [`${total - unhelpful} No preemption victims found for incoming pod`] : []),
    ...(unhelpful > 0 ? [`${unhelpful} Preemption is not helpful for scheduling`] : []),
  ].sort();
  const claims = isAtLeast(state, 34) ? "no new claims to deallocate, " : "";
  return `0/${total} nodes are available: ${sorted.join(", ")}. ${claims}preemption: 0/${total} nodes are available: ${preemption.join(", ")}.`;
}

const isAboutRoom = (reason: string) => reason.startsWith("Insufficient") || reason === "Too many pods";

function scheduledCondition(state: ClusterState, how: { status: string; reason?: string; message?: string }) {
  const lastTransitionTime = timestamp(state.clock.now());
  return { type: "PodScheduled", lastProbeTime: null, lastTransitionTime, ...how };
}

function event(state: ClusterState, pod: PodObject, type: "Normal" | "Warning", reason: string, message: string): void {
  const { name, namespace = "", uid } = pod.metadata;
  const object = { kind: "Pod", name, namespace, uid };
  recordEvent(state, { object, type, reason, message, component: "default-scheduler" });
}
