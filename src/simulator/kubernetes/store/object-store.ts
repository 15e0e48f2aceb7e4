import { apiVersionOf, type Resource } from "./resources.js";
import type { KubeObject } from "../objects/objects.js";

/** A change, as watches see it. `object` carries the resourceVersion of the change; after a deletion it is the last state. */
export interface Change {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  readonly object: KubeObject;
  /** State before a change; undefined for ADDED. */
  readonly previous: KubeObject | undefined;
  readonly version: number;
}

/** How many changes of a resource are kept for watches that start in the past; older starts get 410. */
const keptChanges = 5_000;
/** Versions below it are forgotten from the start: nobody can watch from before the cluster was there. */
const firstVersion = 100;

interface Collection {
  readonly objects: Map<string, KubeObject>;
  changes: Change[];
  /** Version of the newest change that is no longer kept. */
  forgotten: number;
  readonly listeners: Set<(change: Change) => void>;
}

/**
 * What etcd and the watch cache are to the API server: objects by resource, one version counter for all of them, a
 * bounded history. Stored objects are never changed in place; who wants a change stores a new object.
 */
export class ObjectStore {
  /** Made when first needed: most clusters use few of the resources. */
  readonly #collections = new Map<string, Collection>();
  readonly #seeds = new Map<string, () => readonly KubeObject[]>();
  readonly #everyListener = new Set<(change: Change, resource: Resource) => void>();
  #version = firstVersion;
  #compacted = firstVersion;

  /** The newest resourceVersion. */
  get version(): number {
    return this.#version;
  }

  /** Objects that are there from the first version on; made when their resource is first looked at. */
  seed(resource: Resource, make: () => readonly KubeObject[]): void {
    this.#seeds.set(keyOf(resource), make);
  }

  get(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    return this.#collection(resource).objects.get(`${namespace}/${name}`);
  }

  /** All objects, or those of one namespace, in the order of etcd's keys: by namespace, then name. */
  list(resource: Resource, namespace?: string): KubeObject[] {
    const { objects } = this.#collection(resource);
    return [...objects.keys()]
      .filter((key) => namespace === undefined || key.startsWith(`${namespace}/`))
      .sort()
      .flatMap((key) => objects.get(key) ?? []);
  }

  /** Visits all objects of a resource, in no particular order. */
  each(resource: Resource): Iterable<KubeObject> {
    return this.#collection(resource).objects.values();
  }

  /** Stores a new or changed object under the next version, and tells the watchers. */
  put(resource: Resource, object: KubeObject): KubeObject {
    const collection = this.#collection(resource);
    const key = keyOfObject(object);
    const previous = collection.objects.get(key);
    this.#version += 1;
    const stored = withVersion(object, this.#version);
    collection.objects.set(key, stored);
    const type = previous === undefined ? "ADDED" : "MODIFIED";
    this.#publish(resource, collection, { type, object: stored, previous, version: this.#version });
    return stored;
  }

  /** Removes an object; returns its last state, or undefined when there was none. */
  remove(resource: Resource, namespace: string, name: string): KubeObject | undefined {
    const collection = this.#collection(resource);
    const previous = collection.objects.get(`${namespace}/${name}`);
    if (previous === undefined) return undefined;
    collection.objects.delete(`${namespace}/${name}`);
    this.#version += 1;
    const object = withVersion(previous, this.#version);
    this.#publish(resource, collection, { type: "DELETED", object, previous, version: this.#version });
    return object;
  }

  /** Calls `listener` for each further change; returns a function that ends it. */
  listen(resource: Resource, listener: (change: Change) => void): () => void {
    const { listeners } = this.#collection(resource);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  /** Same for the changes of every resource. */
  listenAll(listener: (change: Change, resource: Resource) => void): () => void {
    this.#everyListener.add(listener);
    return () => {
      this.#everyListener.delete(listener);
    };
  }

  /** The changes after a version, or undefined when some of them are no longer kept. */
  changesAfter(resource: Resource, version: number): readonly Change[] | undefined {
    const { changes, forgotten } = this.#collection(resource);
    return version < forgotten ? undefined : changes.filter((change) => change.version > version);
  }

  /** Forgets the history, as etcd's compaction does: watches can start from now on only. */
  compact(): void {
    this.#compacted = this.#version;
    for (const collection of this.#collections.values()) {
      collection.changes = [];
      collection.forgotten = this.#version;
    }
  }

  #publish(resource: Resource, collection: Collection, change: Change): void {
    collection.changes.push(change);
    if (collection.changes.length > 2 * keptChanges) {
      collection.changes = collection.changes.slice(-keptChanges);
      collection.forgotten = (collection.changes[0]?.version ?? this.#version) - 1;
    }
    for (const listener of [...collection.listeners]) listener(change);
    for (const listener of [...this.#everyListener]) listener(change, resource);
  }

  #collection(resource: Resource): Collection {
    const key = keyOf(resource);
    const found = this.#collections.get(key);
    if (found !== undefined) return found;
    const made: Collection = { objects: new Map(), changes: [], forgotten: this.#compacted, listeners: new Set() };
    this.#collections.set(key, made);
    for (const object of this.#seeds.get(key)?.() ?? [])
      made.objects.set(keyOfObject(object), withVersion(object, firstVersion));
    return made;
  }
}

function withVersion(object: KubeObject, version: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

const keyOf = (resource: Resource) => `${apiVersionOf(resource)}/${resource.plural}`;
const keyOfObject = (object: KubeObject) => `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
