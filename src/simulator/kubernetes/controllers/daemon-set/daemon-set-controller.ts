import type { ClusterState } from "../../cluster-state.js";
import { selects } from "../../objects/label-selector.js";
import { asNode, asPod, type KubeObject, type PodObject } from "../../objects/objects.js";
import { asDaemonSet, type DaemonSetObject, type DaemonSetStatus } from "../../objects/workloads.js";
import { equal } from "../../objects/json.js";
import { updateObject } from "../../registry/registry.js";
import type { Change } from "../../store/object-store.js";
import { nodes, pods, type Resource } from "../../store/resources.js";
import { controllerRevisions, daemonSets } from "../../store/workload-resources.js";
import { claim } from "../claim.js";
import { keyOf, manager, splitKey, type Controller } from "../controller.js";
import { some } from "../go-zero.js";
import { controllerOf } from "../owners.js";
import { PodControl } from "../pod-control.js";
import { isAvailable, isOver, isReady, nextAvailableMs } from "../pod-state.js";
import { WorkQueue } from "../work-queue.js";
import { FailedPodBackOff } from "./failed-pods.js";
import { cleanUpHistory, hashLabel, historyOf } from "./history.js";
import { oldestFirst, placementOn, specForNode, targetNode } from "./placement.js";
import { planPlacing } from "./placing.js";
import { isFresh, rollOn, type Daemons, type Plan } from "./rolling-update.js";

const generationKey = "deprecated.daemonset.template.generation";

/** Keeps a pod of each DaemonSet on each node that is meant for it (`pkg/controller/daemon`). */
export class DaemonSetController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;
  readonly #podControl: PodControl;
  readonly #backOff: FailedPodBackOff;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#podControl = new PodControl(state, "daemonset-controller");
    this.#backOff = new FailedPodBackOff(state.clock);
    this.#queue = new WorkQueue(state.clock, (key) => {
      this.#sync(key);
    });
  }

  see({ object, previous, type }: Change, resource: Resource): void {
    if (resource === daemonSets) this.#queue.add(keyOf(object));
    if (resource === nodes) for (const set of this.#state.store.each(daemonSets)) this.#queue.add(keyOf(set));
    if (resource !== pods && resource !== controllerRevisions) return;
    for (const owned of previous === undefined ? [object] : [object, previous]) {
      const owner = controllerOf(owned);
      if (owner?.kind === daemonSets.kind) this.#queue.add(`${owned.metadata.namespace ?? ""}/${owner.name}`);
    }
    if (type !== "DELETED" && controllerOf(object) === undefined) this.#findAdopter(object);
  }

  stop(): void {
    this.#queue.stop();
  }

  #findAdopter(object: KubeObject): void {
    for (const found of this.#state.store.each(daemonSets)) {
      const isNear = found.metadata.namespace === object.metadata.namespace;
      if (isNear && selects(asDaemonSet(found).spec.selector, object.metadata.labels)) this.#queue.add(keyOf(found));
    }
  }

  #sync(key: string): void {
    const { namespace, name } = splitKey(key);
    const found = this.#state.store.get(daemonSets, namespace, name);
    if (found === undefined) this.#queue.forget(key);
    if (found === undefined || found.metadata.deletionTimestamp !== undefined) return;
    const set = asDaemonSet(found);
    const { current, old } = historyOf(this.#state, set);
    const hash = current?.metadata.labels?.[hashLabel];
    if (hash === undefined) {
      this.#queue.retry(key);
      return;
    }
    const isDone = this.#carryOut(set, hash, planPlacing(this.#look(set, hash), this.#podControl, this.#backOff));
    if (isDone && set.spec.updateStrategy.type === "RollingUpdate")
      this.#carryOut(set, hash, rollOn(this.#look(set, hash)));
    const daemons = this.#look(set, hash);
    cleanUpHistory(this.#state, set, old, [...daemons.podsOn.values()].flat());
    this.#report(daemons);
    if (isDone) this.#queue.forget(key);
    else this.#queue.retry(key);
    this.#planNext(key, daemons);
  }

  #look(set: DaemonSetObject, hash: string): Daemons {
    const podsOn = new Map<string, PodObject[]>();
    for (const object of claim(this.#state, set, set.spec.selector, pods)) {
      const pod = asPod(object);
      if (isOver(pod) && pod.metadata.deletionTimestamp !== undefined) continue;
      const node = targetNode(pod);
      podsOn.set(node, [...(podsOn.get(node) ?? []), pod]);
    }
    return { set, hash, nodes: this.#state.store.list(nodes).map(asNode), podsOn, nowMs: this.#state.clock.now() };
  }

  /** False when a pod could not be made. */
  #carryOut(set: DaemonSetObject, hash: string, plan: Plan): boolean {
    const { template } = set.spec;
    const generation = set.metadata.annotations?.[generationKey];
    const labels = {
      [hashLabel]: hash,
      ...(generation === undefined ? {} : { "pod-template-generation": generation }),
    };
    const failures = plan.creations.map((node) =>
      this.#podControl.create(set, { template, labels, spec: specForNode(template.spec, node) }),
    );
    for (const pod of plan.deletions) this.#podControl.delete(set, pod);
    return failures.every((failure) => failure === undefined);
  }

  #planNext(key: string, { set, podsOn, nowMs }: Daemons): void {
    const all = [...podsOn.values()].flat();
    const next = nextAvailableMs(all, set.spec.minReadySeconds ?? 0, nowMs);
    if (next !== undefined) this.#queue.add(key, next);
    const retry = this.#backOff.nextMs(set.metadata.uid);
    if (retry !== undefined && all.some((pod) => pod.status.phase === "Failed")) this.#queue.add(key, retry);
  }

  #report({ set, hash, nodes: machines, podsOn, nowMs }: Daemons): void {
    const { namespace = "", name, generation } = set.metadata;
    const wanted = machines.filter((node) => placementOn(node, set).isWanted);
    const firsts = wanted.flatMap((node) => oldestFirst(podsOn.get(node.metadata.name) ?? []).slice(0, 1));
    const misplaced = machines.filter((node) => !wanted.includes(node) && podsOn.has(node.metadata.name));
    const isUp = (pod: PodObject) => isAvailable(pod, set.spec.minReadySeconds ?? 0, nowMs);
    const available = firsts.filter(isUp).length;
    const { collisionCount } = set.status;
    const status: DaemonSetStatus = {
      currentNumberScheduled: firsts.length,
      numberMisscheduled: misplaced.length,
      desiredNumberScheduled: wanted.length,
      numberReady: firsts.filter(isReady).length,
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      ...some("updatedNumberScheduled", firsts.filter((pod) => isFresh(pod, hash)).length),
      ...some("numberAvailable", available),
      ...some("numberUnavailable", wanted.length - available),
      ...(collisionCount === undefined ? {} : { collisionCount }),
    };
    if (equal(status, set.status)) return;
    const change = (found: KubeObject) => ({ ...found, status });
    updateObject(this.#state, daemonSets, namespace, name, change, { ...manager, subresource: "status" });
  }
}
