import type { Change } from "../store/object-store.js";
import type { Resource } from "../store/resources.js";

/** A loop of the controller manager: sees every change of the cluster, acts on simulated time. */
export interface Controller {
  see(change: Change, resource: Resource): void;
  stop(): void;
}

export const keyOf = (object: { readonly metadata: { readonly namespace?: string; readonly name: string } }) =>
  `${object.metadata.namespace ?? ""}/${object.metadata.name}`;

export function splitKey(key: string): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Field manager and, where a controller's events say so, their source. */
export const manager = { manager: "kube-controller-manager" };
