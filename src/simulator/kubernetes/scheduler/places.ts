import type { NodeObject, PodObject } from "../objects/objects.js";
import { requestsOf, type Amounts } from "./requests.js";

/** A node with the pods that are bound to it and what they ask for. */
export interface Place {
  readonly node: NodeObject;
  readonly pods: PodObject[];
  readonly used: Map<string, bigint>;
}

/** The nodes, each with its pods that have not ended. */
export function placesOf(machines: readonly NodeObject[], bound: readonly PodObject[]): Place[] {
  const places = machines.map((node): Place => ({ node, pods: [], used: new Map() }));
  const byName = new Map(places.map((place) => [place.node.metadata.name, place]));
  for (const pod of bound) {
    const place = byName.get(pod.spec.nodeName ?? "");
    if (place !== undefined) take(place, pod, requestsOf(pod));
  }
  return places;
}

export function take({ pods, used }: Place, pod: PodObject, requests: Amounts): void {
  pods.push(pod);
  for (const [name, amount] of requests) used.set(name, (used.get(name) ?? 0n) + amount);
}
