import type { KubeObject } from "../objects/objects.js";
import type { Change } from "../store/object-store.js";
import type { Resource } from "../store/resources.js";

export interface Dependent {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

/** Which objects have which owners, by the owners' uid. Costs nothing for objects without owners. */
export class Dependents {
  readonly #byOwner = new Map<string, Map<string, Dependent>>();

  see({ type, object, previous }: Change, resource: Resource): void {
    const before = ownersOf(previous);
    const now = type === "DELETED" ? [] : ownersOf(object);
    if (before.length + now.length === 0) return;
    const { namespace = "", name, uid } = object.metadata;
    for (const owner of before) if (!now.includes(owner)) this.#drop(owner, uid);
    for (const owner of now) {
      const found = this.#byOwner.get(owner) ?? new Map<string, Dependent>();
      this.#byOwner.set(owner, found);
      found.set(uid, { resource, namespace, name });
    }
  }

  of(ownerUid: string): readonly Dependent[] {
    return [...(this.#byOwner.get(ownerUid)?.values() ?? [])];
  }

  #drop(owner: string, uid: string): void {
    const found = this.#byOwner.get(owner);
    found?.delete(uid);
    if (found?.size === 0) this.#byOwner.delete(owner);
  }
}

const ownersOf = (object: KubeObject | undefined) =>
  (object?.metadata.ownerReferences ?? []).map((reference) => reference.uid);
