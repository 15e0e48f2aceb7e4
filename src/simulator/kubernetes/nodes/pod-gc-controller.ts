import type { ClusterState } from "../cluster-state.js";
import { keyOf, manager, splitKey, type Controller } from "../controllers/controller.js";
import { isOver } from "../controllers/pod-state.js";
import { WorkQueue } from "../controllers/work-queue.js";
import { asPod, type KubeObject } from "../objects/objects.js";
import { disruptionTarget, withPodCondition } from "../policy/disruption-target.js";
import { deleteObject, updateObject } from "../registry/registry.js";
import type { Change } from "../store/object-store.js";
import { nodes, pods, type Resource } from "../store/resources.js";

/** A node that is gone may come back (`quarantineTime`); the rounds are 20 s apart (`gcCheckPeriod`). */
const quarantineMs = 40_000;
const roundMs = 20_000;

/** Deletes the pods of nodes that are gone (`pkg/controller/podgc`). Where the rounds lie on the clock is assumed. */
export class PodGarbageController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#queue = new WorkQueue(state.clock, (node) => {
      this.#collect(node);
    });
  }

  see({ type, object }: Change, resource: Resource): void {
    if (resource === nodes && type === "DELETED") this.#plan(object.metadata.name);
    if (resource !== pods || type === "DELETED") return;
    // A pod that names a node which is not there.
    const { nodeName = "" } = asPod(object).spec;
    if (type === "ADDED" && nodeName !== "" && this.#state.store.get(nodes, "", nodeName) === undefined)
      this.#plan(nodeName);
  }

  stop(): void {
    this.#queue.stop();
  }

  #plan(node: string): void {
    const round = Math.ceil((this.#state.clock.now() + quarantineMs) / roundMs) * roundMs;
    this.#queue.add(node, round - this.#state.clock.now());
  }

  #collect(node: string): void {
    if (this.#state.store.get(nodes, "", node) !== undefined) return;
    for (const object of this.#state.store.list(pods)) if (asPod(object).spec.nodeName === node) this.#delete(object);
  }

  #delete(object: KubeObject): void {
    const { namespace, name } = splitKey(keyOf(object));
    const condition = disruptionTarget(this.#state, "DeletionByPodGC", "PodGC: node no longer exists");
    const change = (found: KubeObject) => {
      const marked = withPodCondition(found, condition);
      return { ...marked, status: { ...asPod(marked).status, phase: "Failed" } };
    };
    if (!isOver(asPod(object)))
      updateObject(this.#state, pods, namespace, name, change, { ...manager, subresource: "status" });
    deleteObject(this.#state, pods, namespace, name, { gracePeriodSeconds: 0 });
    this.#state.log(`kubernetes ${this.#state.name}: pod ${namespace}/${name} collected, its node is gone`);
  }
}
