import type { StatusError } from "../../api/status-error.js";
import { isAtLeast, type ClusterState } from "../../cluster-state.js";
import { equal } from "../../objects/json.js";
import { selects } from "../../objects/label-selector.js";
import { asPod, timestamp, type KubeObject, type PodObject } from "../../objects/objects.js";
import { asReplicaSet, type ReplicaSetObject, type ReplicaSetStatus } from "../../objects/workloads.js";
import { updateObject } from "../../registry/registry.js";
import type { Change } from "../../store/object-store.js";
import { pods, type Resource } from "../../store/resources.js";
import { replicaSets } from "../../store/workload-resources.js";
import { claim } from "../claim.js";
import { keyOf, manager, splitKey, type Controller } from "../controller.js";
import { some } from "../go-zero.js";
import { controllerOf, isControlledBy } from "../owners.js";
import { PodControl } from "../pod-control.js";
import { isActive, isAvailable, isReady, nextAvailableMs } from "../pod-state.js";
import { WorkQueue } from "../work-queue.js";
import { chooseVictims } from "./victims.js";

/** Pods made or deleted in one round (`BurstReplicas`). */
const burst = 500;

/** Keeps the pods of each ReplicaSet at their number (`pkg/controller/replicaset`). */
export class ReplicaSetController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;
  readonly #podControl: PodControl;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#podControl = new PodControl(state, "replicaset-controller");
    this.#queue = new WorkQueue(state.clock, (key) => {
      this.#sync(key);
    });
  }

  see({ object, previous, type }: Change, resource: Resource): void {
    if (resource === replicaSets) this.#queue.add(keyOf(object));
    if (resource !== pods) return;
    for (const pod of previous === undefined ? [object] : [object, previous]) {
      const owner = controllerOf(pod);
      if (owner?.kind === replicaSets.kind) this.#queue.add(`${pod.metadata.namespace ?? ""}/${owner.name}`);
    }
    if (type !== "DELETED" && controllerOf(object) === undefined) this.#findAdopter(object);
  }

  stop(): void {
    this.#queue.stop();
  }

  #findAdopter(pod: KubeObject): void {
    for (const found of this.#state.store.each(replicaSets)) {
      const isNear = found.metadata.namespace === pod.metadata.namespace;
      if (isNear && selects(asReplicaSet(found).spec.selector, pod.metadata.labels)) this.#queue.add(keyOf(found));
    }
  }

  #sync(key: string): void {
    const { namespace, name } = splitKey(key);
    const found = this.#state.store.get(replicaSets, namespace, name);
    if (found === undefined) {
      this.#queue.forget(key);
      return;
    }
    const set = asReplicaSet(found);
    const active = claim(this.#state, set, set.spec.selector, pods, (pod) => isActive(asPod(pod))).map(asPod);
    const isGoing = set.metadata.deletionTimestamp !== undefined;
    const failure = isGoing ? undefined : this.#manage(set, active);
    this.#report(set, active, failure);
    if (failure === undefined) this.#queue.forget(key);
    else this.#queue.retry(key);
    const next = nextAvailableMs(active, set.spec.minReadySeconds ?? 0, this.#state.clock.now());
    if (next !== undefined) this.#queue.add(key, next);
  }

  #manage(set: ReplicaSetObject, active: readonly PodObject[]): StatusError | undefined {
    const missing = set.spec.replicas - active.length;
    if (missing < 0) {
      const victims = chooseVictims(active, this.#related(set), Math.min(burst, -missing), this.#state.clock.now());
      for (const pod of victims) this.#podControl.delete(set, pod);
      return undefined;
    }
    // Batches of 1, 2, 4 ... and none after one with a refusal ("slow start").
    let batch = 1;
    for (let left = Math.min(burst, missing); left > 0; batch *= 2) {
      const size = Math.min(batch, left);
      const failures = Array.from({ length: size }, () =>
        this.#podControl.create(set, { template: set.spec.template }),
      );
      const failure = failures.find((error) => error !== undefined);
      if (failure !== undefined) return failure;
      left -= size;
    }
    return undefined;
  }

  /** Active pods of all sets that share this one's owner: they count where pods are doubled up on a node. */
  #related(set: ReplicaSetObject): PodObject[] {
    const owner = controllerOf(set);
    const { namespace } = set.metadata;
    const siblings = this.#state.store
      .list(replicaSets, namespace)
      .filter((other) => other === set || (owner !== undefined && controllerOf(other)?.uid === owner.uid));
    return this.#state.store
      .list(pods, namespace)
      .map(asPod)
      .filter((pod) => isActive(pod) && siblings.some((sibling) => isControlledBy(pod, sibling)));
  }

  #report(set: ReplicaSetObject, active: readonly PodObject[], failure: StatusError | undefined): void {
    const { namespace = "", name, generation } = set.metadata;
    const now = this.#state.clock.now();
    const count = (test: (pod: PodObject) => boolean) => active.filter(test).length;
    const { labels } = set.spec.template.metadata ?? {};
    const status: ReplicaSetStatus = {
      replicas: active.length,
      ...some(
        "fullyLabeledReplicas",
        count((pod) => selects({ matchLabels: labels ?? {} }, pod.metadata.labels)),
      ),
      ...some("readyReplicas", count(isReady)),
      ...some(
        "availableReplicas",
        count((pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)),
      ),
      ...(isAtLeast(this.#state, 35) ? { terminatingReplicas: this.#terminating(set) } : {}),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      ...conditionsOf(set, active.length, failure, now),
    };
    if (equal(status, set.status)) return;
    updateObject(this.#state, replicaSets, namespace, name, (found) => ({ ...found, status }), {
      ...manager,
      subresource: "status",
    });
  }

  #terminating(set: ReplicaSetObject): number {
    const isOurs = (pod: PodObject) =>
      pod.metadata.deletionTimestamp !== undefined &&
      pod.status.phase !== "Succeeded" &&
      pod.status.phase !== "Failed" &&
      isControlledBy(pod, set);
    return this.#state.store.list(pods, set.metadata.namespace).map(asPod).filter(isOurs).length;
  }
}

function conditionsOf(set: ReplicaSetObject, active: number, failure: StatusError | undefined, nowMs: number) {
  const { conditions = [] } = set.status;
  const known = conditions.find((condition) => condition.type === "ReplicaFailure");
  const others = conditions.filter((condition) => condition.type !== "ReplicaFailure");
  const made = {
    type: "ReplicaFailure",
    status: "True",
    lastTransitionTime: timestamp(nowMs),
    reason: active < set.spec.replicas ? "FailedCreate" : "FailedDelete",
    message: failure?.message ?? "",
  };
  const all = failure === undefined ? others : [...others, known ?? made];
  return all.length === 0 ? {} : { conditions: all };
}
