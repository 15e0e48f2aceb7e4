import { isAtLeast, type ClusterState } from "../cluster-state.js";
import { observedBy } from "../pods/observed-generation.js";
import { recordEvent } from "../events.js";
import { asNode, asPod, timestamp, type NodeObject, type PodObject } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import { namespaces, nodes, pods } from "../store/resources.js";
import { isTooBig, untoleratedPreferences, whyNot } from "./filters.js";
import { neighborRules } from "./neighbors.js";
import { namedNodes, preference } from "./node-affinity.js";
import { placesOf, take, type Place } from "./places.js";
import { requestsOf } from "./requests.js";

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
  const places = placesOf(
    state.store.list(nodes).map(asNode),
    all.filter((pod) => !isOver(pod)),
  );
  const labelsOf = (namespace: string) => state.store.get(namespaces, "", namespace)?.metadata.labels;
  for (const pod of waiting) {
    const requests = requestsOf(pod);
    const neighbors = neighborRules(pod, places, labelsOf);
    const placing = { pod, requests, namedNodes: namedNodes(pod.spec), neighbors };
    const reasons = places.map((place) => whyNot(placing, place));
    const fitting = places.filter((_, index) => reasons[index]?.length === 0);
    const best = bestOf(pod, fitting);
    const hopeless = places.map((place) => isTooBig(requests, place));
    if (best === undefined) markUnschedulable(state, pod, failureText(state, reasons, hopeless));
    else {
      take(best, pod, requests);
      bind(state, pod, best.node);
    }
  }
}

/** Of the fitting places: fewest taints that ask the pod to stay away, then what it prefers, then fewest pods. */
function bestOf(pod: PodObject, fitting: readonly Place[]): Place | undefined {
  const rank = (place: Place) => [
    untoleratedPreferences(pod, place.node),
    -preference(pod.spec, place.node),
    place.pods.length,
  ];
  const ranked = fitting.map((place) => ({ place, weights: rank(place) }));
  ranked.sort(
    (a, b) => a.weights.map((weight, index) => weight - (b.weights[index] ?? 0)).find((diff) => diff !== 0) ?? 0,
  );
  return ranked[0]?.place;
}

function bind(state: ClusterState, pod: PodObject, node: NodeObject): void {
  const { name, namespace = "" } = pod.metadata;
  const condition = scheduledCondition(state, pod, { status: "True" });
  const conditions = [...(pod.status.conditions ?? []).filter((item) => item.type !== "PodScheduled"), condition];
  const nodeName = node.metadata.name;
  state.store.put(pods, { ...pod, spec: { ...pod.spec, nodeName }, status: { ...pod.status, conditions } });
  event(state, pod, "Normal", "Scheduled", `Successfully assigned ${namespace}/${name} to ${nodeName}`);
  state.log(`kubernetes ${state.name}: pod ${namespace}/${name} to ${nodeName}`);
}

function markUnschedulable(state: ClusterState, pod: PodObject, message: string): void {
  const before = pod.status.conditions?.find((condition) => condition.type === "PodScheduled");
  if (before?.message !== message) {
    const condition = scheduledCondition(state, pod, { status: "False", reason: "Unschedulable", message });
    const conditions = [condition, ...(pod.status.conditions ?? []).filter((item) => item.type !== "PodScheduled")];
    const { name, namespace = "" } = pod.metadata;
    const change = { ...pod, status: { ...pod.status, conditions } };
    updateObject(state, pods, namespace, name, () => change, { manager, subresource: "status" });
    event(state, pod, "Warning", "FailedScheduling", message);
  }
}

/** The scheduler's `FitError`, with what preemption adds: victims are not modelled, so it never helps. */
function failureText(
  state: ClusterState,
  reasons: readonly (readonly string[])[],
  hopeless: readonly boolean[],
): string {
  const total = reasons.length;
  if (total === 0) return "no nodes available to schedule pods";
  const histogram = new Map<string, number>();
  for (const reason of reasons.flat()) histogram.set(reason, (histogram.get(reason) ?? 0) + 1);
  const sorted = [...histogram].map(([reason, count]) => `${count} ${reason}`).sort();
  const unhelpful = reasons.filter(
    (list, index) => hopeless[index] === true || list.some((reason) => !isAboutRoom(reason)),
  ).length;
  const preemption = [
    ...(total - unhelpful > 0 ? [`${total - unhelpful} No preemption victims found for incoming pod`] : []),
    ...(unhelpful > 0 ? [`${unhelpful} Preemption is not helpful for scheduling`] : []),
  ].sort();
  const claims = isAtLeast(state, 34) ? "no new claims to deallocate, " : "";
  return `0/${total} nodes are available: ${sorted.join(", ")}. ${claims}preemption: 0/${total} nodes are available: ${preemption.join(", ")}.`;
}

/** Reasons that could end by other pods going; all others are "unresolvable". */
const isAboutRoom = (reason: string) =>
  reason.startsWith("Insufficient") ||
  reason === "Too many pods" ||
  reason.includes("free ports") ||
  reason.includes("anti-affinity") ||
  reason.endsWith("topology spread constraints");

function scheduledCondition(
  state: ClusterState,
  pod: PodObject,
  how: { status: string; reason?: string; message?: string },
) {
  const lastTransitionTime = timestamp(state.clock.now());
  return { type: "PodScheduled", ...observedBy(state, pod), lastProbeTime: null, lastTransitionTime, ...how };
}

function event(state: ClusterState, pod: PodObject, type: "Normal" | "Warning", reason: string, message: string): void {
  const { name, namespace = "", uid } = pod.metadata;
  const object = { kind: "Pod", name, namespace, uid };
  recordEvent(state, { object, type, reason, message, component: "default-scheduler" });
}
