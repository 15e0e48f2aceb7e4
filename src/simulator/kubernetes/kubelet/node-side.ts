import type { ClusterState } from "../cluster-state.js";
import { recordEvent, type NewEvent } from "../events.js";
import { asNode, asRuntimeClass, type PodObject } from "../objects/objects.js";
import { nodes, runtimeClasses } from "../store/resources.js";
import type { ContainerProgress } from "./pod-status.js";

/** The runtime handler that a pod's class names; empty is the node's default. */
export function handlerOf(state: ClusterState, pod: PodObject): string {
  const name = pod.spec.runtimeClassName;
  const found = name === undefined ? undefined : state.store.get(runtimeClasses, "", name);
  return found === undefined ? "" : asRuntimeClass(found).handler;
}

/** Whether containerd on the pod's node knows a handler. */
export function hasHandler(state: ClusterState, pod: PodObject, handler: string): boolean {
  const node = state.store.get(nodes, "", pod.spec.nodeName ?? "");
  return node !== undefined && asNode(node).status.runtimeHandlers?.some(({ name = "" }) => name === handler) === true;
}

export function nodeAddress(state: ClusterState, pod: PodObject): string {
  const node = state.store.get(nodes, "", pod.spec.nodeName ?? "");
  return node === undefined ? "" : (asNode(node).status.addresses[0]?.address ?? "");
}

/** An event of the kubelet about a pod, or about one container of it. */
export function podEvent(
  state: ClusterState,
  pod: PodObject,
  what: Pick<NewEvent, "type" | "reason" | "message">,
  item: ContainerProgress | undefined,
): void {
  const { name, namespace = "", uid } = pod.metadata;
  const field = item?.isInit === true ? "initContainers" : "containers";
  const fieldPath = item === undefined ? {} : { fieldPath: `spec.${field}{${item.container.name}}` };
  const host = pod.spec.nodeName ?? "";
  recordEvent(state, {
    ...what,
    object: { kind: "Pod", name, namespace, uid, ...fieldPath },
    component: "kubelet",
    host,
  });
}

/** Lower-case hexadecimal digits, as container ids have. */
export function randomHex(state: ClusterState, length: number): string {
  let text = "";
  while (text.length < length) text += state.random.guid().replaceAll("-", "");
  return text.slice(0, length);
}
