import type { ClusterState } from "../cluster-state.js";
import { selects } from "../objects/label-selector.js";
import type { KubeObject } from "../objects/objects.js";

import type { LabelSelector } from "../objects/objects.js";
import { updateObject } from "../registry/registry.js";
import type { Resource } from "../store/resources.js";
import { manager } from "./controller.js";
import { controllerOf, controllerReference, isControlledBy } from "./owners.js";

/**
 * The objects of a resource that a controller's owner has, after adopting those that match its selector and nobody
 * controls, and letting go of those that match no more (`ControllerRefManager`). In the order of their names.
 */
export function claim(
  state: ClusterState,
  owner: KubeObject,
  selector: LabelSelector | undefined,
  resource: Resource,
  wanted: (object: KubeObject) => boolean = () => true,
): KubeObject[] {
  const { namespace = "", deletionTimestamp } = owner.metadata;
  return state.store.list(resource, namespace).flatMap((object) => {
    if (!wanted(object)) return [];
    const isMatch = selects(selector, object.metadata.labels);
    if (isControlledBy(object, owner)) {
      if (isMatch) return [object];
      if (deletionTimestamp === undefined) release(state, owner, resource, object);
      return [];
    }
    const isFree = controllerOf(object) === undefined && object.metadata.deletionTimestamp === undefined;
    if (!isMatch || !isFree || deletionTimestamp !== undefined) return [];
    return [adopt(state, owner, resource, object)];
  });
}

function adopt(state: ClusterState, owner: KubeObject, resource: Resource, object: KubeObject): KubeObject {
  const ownerReferences = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)];
  return rewrite(state, resource, object, { ownerReferences });
}

function release(state: ClusterState, owner: KubeObject, resource: Resource, object: KubeObject): void {
  const left = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== owner.metadata.uid);
  rewrite(state, resource, object, { ownerReferences: left });
}

function rewrite(
  state: ClusterState,
  resource: Resource,
  { metadata: { namespace = "", name } }: KubeObject,
  metadata: Pick<KubeObject["metadata"], "ownerReferences">,
): KubeObject {
  const change = (found: KubeObject) => ({ ...found, metadata: { ...found.metadata, ...metadata } });
  return updateObject(state, resource, namespace, name, change, manager);
}
