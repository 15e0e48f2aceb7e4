import type { ClusterState } from "../cluster-state.js";
import type { KubeObject, OwnerReference } from "../objects/objects.js";
import { foregroundFinalizer, orphanFinalizer, type Propagation } from "../registry/propagation.js";
import { deleteObject, updateObject } from "../registry/registry.js";
import type { Change } from "../store/object-store.js";
import { apiVersionOf, storedResources, type Resource } from "../store/resources.js";
import { manager, type Controller } from "./controller.js";
import { Dependents, type Dependent } from "./dependents.js";
import { WorkQueue } from "./work-queue.js";

/**
 * Deletes objects whose owners are gone, or are waiting for them to go; orphans them where the deletion says so
 * (`pkg/controller/garbagecollector`). An owner of a kind that the simulator lacks counts as present.
 */
export class GarbageCollector implements Controller {
  readonly #state: ClusterState;
  readonly #dependents = new Dependents();
  readonly #queue: WorkQueue;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#queue = new WorkQueue(state.clock, (key) => {
      this.#collect(key);
    });
  }

  see(change: Change, resource: Resource): void {
    this.#dependents.see(change, resource);
    const { type, object } = change;
    const { ownerReferences = [], uid, finalizers = [], deletionTimestamp } = object.metadata;
    if (type === "DELETED") {
      for (const dependent of this.#dependents.of(uid)) this.#add(dependent);
      for (const reference of ownerReferences) this.#addOwner(object, reference);
      return;
    }
    const isOurs = finalizers.includes(foregroundFinalizer) || finalizers.includes(orphanFinalizer);
    if (ownerReferences.length > 0 || (deletionTimestamp !== undefined && isOurs))
      this.#add({ resource, namespace: object.metadata.namespace ?? "", name: object.metadata.name });
  }

  stop(): void {
    this.#queue.stop();
  }

  #add({ resource, namespace, name }: Dependent): void {
    this.#queue.add(JSON.stringify([apiVersionOf(resource), resource.plural, namespace, name]));
  }

  /** An owner may be waiting for its dependents to go. */
  #addOwner(dependent: KubeObject, reference: OwnerReference): void {
    const resource = resourceOf(reference);
    const namespace = resource?.namespaced === true ? (dependent.metadata.namespace ?? "") : "";
    if (resource !== undefined) this.#add({ resource, namespace, name: reference.name });
  }

  #collect(key: string): void {
    const [apiVersion = "", plural = "", namespace = "", name = ""] = JSON.parse(key) as string[];
    const resource = storedResources.find((item) => item.plural === plural && apiVersionOf(item) === apiVersion);
    const object = resource === undefined ? undefined : this.#state.store.get(resource, namespace, name);
    if (resource === undefined || object === undefined) return;
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp === undefined) this.#judge(resource, object);
    else if (finalizers.includes(orphanFinalizer)) this.#orphan(resource, object);
    else if (finalizers.includes(foregroundFinalizer)) this.#deleteDependents(resource, object);
  }

  /** Deletes an object none of whose owners stays. */
  #judge(resource: Resource, object: KubeObject): void {
    const { ownerReferences = [], namespace = "", name, uid, finalizers = [] } = object.metadata;
    const found = ownerReferences.map((reference) => ({ reference, standing: this.#standing(object, reference) }));
    if (found.length === 0) return;
    const solid = found.filter(({ standing }) => standing === "solid").map(({ reference }) => reference);
    if (solid.length === found.length) return;
    if (solid.length > 0) {
      this.#rewrite(resource, object, { ownerReferences: solid });
      return;
    }
    const isWaiting = found.some(({ standing }) => standing === "waiting") && this.#dependents.of(uid).length > 0;
    const policy: Propagation = finalizers.includes(orphanFinalizer)
      ? "Orphan"
      : isWaiting || finalizers.includes(foregroundFinalizer)
        ? "Foreground"
        : "Background";
    deleteObject(this.#state, resource, namespace, name, { uid, propagation: policy });
  }

  #standing(object: KubeObject, reference: OwnerReference): "solid" | "waiting" | "absent" {
    const resource = resourceOf(reference);
    if (resource === undefined) return "solid";
    const namespace = resource.namespaced ? (object.metadata.namespace ?? "") : "";
    const owner = this.#state.store.get(resource, namespace, reference.name);
    if (owner?.metadata.uid !== reference.uid) return "absent";
    const { deletionTimestamp, finalizers = [] } = owner.metadata;
    return deletionTimestamp !== undefined && finalizers.includes(foregroundFinalizer) ? "waiting" : "solid";
  }

  #orphan(resource: Resource, owner: KubeObject): void {
    const { uid, finalizers = [] } = owner.metadata;
    for (const dependent of this.#dependents.of(uid)) {
      const object = this.#state.store.get(dependent.resource, dependent.namespace, dependent.name);
      if (object === undefined) continue;
      const left = (object.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid);
      this.#rewrite(dependent.resource, object, { ownerReferences: left });
    }
    this.#rewrite(resource, owner, { finalizers: finalizers.filter((name) => name !== orphanFinalizer) });
  }

  #deleteDependents(resource: Resource, owner: KubeObject): void {
    const { uid, finalizers = [] } = owner.metadata;
    const blocking = this.#dependents.of(uid).filter((dependent) => {
      const object = this.#state.store.get(dependent.resource, dependent.namespace, dependent.name);
      return object?.metadata.ownerReferences?.some((item) => item.uid === uid && item.blockOwnerDeletion === true);
    });
    for (const dependent of blocking) this.#add(dependent);
    if (blocking.length > 0) return;
    for (const dependent of this.#dependents.of(uid)) this.#add(dependent);
    this.#rewrite(resource, owner, { finalizers: finalizers.filter((name) => name !== foregroundFinalizer) });
  }

  #rewrite(resource: Resource, object: KubeObject, change: Partial<KubeObject["metadata"]>): void {
    const { namespace = "", name } = object.metadata;
    const rewritten = (found: KubeObject) => ({ ...found, metadata: { ...found.metadata, ...change } });
    updateObject(this.#state, resource, namespace, name, rewritten, manager);
  }
}

function resourceOf({ apiVersion, kind }: OwnerReference): Resource | undefined {
  return storedResources.find((resource) => resource.kind === kind && apiVersionOf(resource) === apiVersion);
}
