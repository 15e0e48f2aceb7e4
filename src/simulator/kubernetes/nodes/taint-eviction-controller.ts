import type { ClusterState } from "../cluster-state.js";
import { keyOf, manager, splitKey, type Controller } from "../controllers/controller.js";
import { isActive } from "../controllers/pod-state.js";
import { recordEvent } from "../events.js";
import { asNode, asPod, type PodObject, type Taint, type Toleration } from "../objects/objects.js";
import { disruptionTarget, withPodCondition } from "../policy/disruption-target.js";
import { deleteObject, updateObject } from "../registry/registry.js";
import { isTolerated } from "../scheduler/filters.js";
import type { Change } from "../store/object-store.js";
import { nodes, pods, type Resource } from "../store/resources.js";

/** Deletes pods that do not tolerate, or no longer, a NoExecute taint of their node (`pkg/controller/tainteviction`). */
export class TaintEvictionController implements Controller {
  readonly #state: ClusterState;
  /** Pods that go at a time, unless their node's taints change. */
  readonly #planned = new Map<
    string,
    { readonly sinceMs: number; readonly atMs: number; readonly cancel: () => void }
  >();

  constructor(state: ClusterState) {
    this.#state = state;
  }

  see({ type, object, previous }: Change, resource: Resource): void {
    if (resource === nodes) this.#seeNode(object.metadata.name, type, taintsOf(object), taintsOf(previous));
    if (resource !== pods) return;
    const pod = asPod(object);
    if (type === "DELETED" || !isActive(pod)) this.#drop(keyOf(object));
    else if ((pod.spec.nodeName ?? "") !== "") {
      const node = this.#state.store.get(nodes, "", pod.spec.nodeName ?? "");
      const taints = taintsOf(node);
      if (taints.length > 0 || this.#planned.has(keyOf(object))) this.#look(pod, taints);
    }
  }

  stop(): void {
    this.#planned.forEach(({ cancel }) => {
      cancel();
    });
    this.#planned.clear();
  }

  #seeNode(name: string, type: Change["type"], taints: readonly Taint[], before: readonly Taint[]): void {
    if (type === "DELETED" || taints.length + before.length === 0) return;
    for (const object of [...this.#state.store.each(pods)]) {
      const pod = asPod(object);
      if (pod.spec.nodeName === name && isActive(pod)) this.#look(pod, taints);
    }
  }

  #look(pod: PodObject, taints: readonly Taint[]): void {
    const key = keyOf(pod);
    const now = this.#state.clock.now();
    const seconds = toleratedSeconds(taints, pod.spec.tolerations ?? []);
    const planned = this.#planned.get(key);
    if (seconds === undefined) {
      if (planned !== undefined) this.#cancel(pod);
      return;
    }
    const sinceMs = planned?.sinceMs ?? now;
    const atMs = Math.max(now, sinceMs + seconds * 1000);
    if (planned?.atMs === atMs) return;
    planned?.cancel();
    const cancel = this.#state.clock.at(atMs, () => {
      this.#planned.delete(key);
      this.#evict(key, pod.metadata.uid);
    });
    this.#planned.set(key, { sinceMs, atMs, cancel });
  }

  #cancel(pod: PodObject): void {
    this.#drop(keyOf(pod));
    const { name, namespace = "" } = pod.metadata;
    this.#event(pod, `Cancelling deletion of Pod ${namespace}/${name}`);
  }

  #drop(key: string): void {
    this.#planned.get(key)?.cancel();
    this.#planned.delete(key);
  }

  #evict(key: string, uid: string): void {
    const { namespace, name } = splitKey(key);
    const found = this.#state.store.get(pods, namespace, name);
    if (found?.metadata.uid !== uid) return;
    const pod = asPod(found);
    this.#event(pod, `Marking for deletion Pod ${namespace}/${name}`);
    const why = "Taint manager: deleting due to NoExecute taint";
    const condition = disruptionTarget(this.#state, "DeletionByTaintManager", why);
    const options = { ...manager, subresource: "status" };
    updateObject(this.#state, pods, namespace, name, (current) => withPodCondition(current, condition), options);
    deleteObject(this.#state, pods, namespace, name, {});
    this.#state.log(`kubernetes ${this.#state.name}: pod ${namespace}/${name} evicted by a taint`);
  }

  #event({ metadata: { name, namespace = "", uid } }: PodObject, message: string): void {
    const object = { kind: "Pod", name, namespace, uid };
    const component = "taint-eviction-controller";
    recordEvent(this.#state, { object, type: "Normal", reason: "TaintManagerEviction", message, component });
  }
}

function taintsOf(node: Change["previous"]): readonly Taint[] {
  return (node === undefined ? [] : (asNode(node).spec.taints ?? [])).filter((taint) => taint.effect === "NoExecute");
}

/** How long the taints are tolerated, s: 0 = not at all, undefined = for ever. */
function toleratedSeconds(taints: readonly Taint[], tolerations: readonly Toleration[]): number | undefined {
  const used = taints.map((taint) => tolerations.find((toleration) => isTolerated(taint, [toleration])));
  if (used.some((toleration) => toleration === undefined)) return 0;
  const limits = used.flatMap((toleration) => toleration?.tolerationSeconds ?? []);
  return limits.length === 0 ? undefined : Math.max(0, Math.min(...limits));
}
