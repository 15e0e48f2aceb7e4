import type { ClusterState } from "../../cluster-state.js";
import { selects } from "../../objects/label-selector.js";
import { asPod, type KubeObject } from "../../objects/objects.js";
import { asDeployment } from "../../objects/workloads.js";
import { deleteObject } from "../../registry/registry.js";
import type { Change } from "../../store/object-store.js";
import { pods, type Resource } from "../../store/resources.js";
import { deployments, replicaSets } from "../../store/workload-resources.js";
import { keyOf, splitKey, type Controller } from "../controller.js";
import { controllerOf } from "../owners.js";
import { PodControl } from "../pod-control.js";
import { isOver } from "../pod-state.js";
import { WorkQueue } from "../work-queue.js";
import { revisionOf } from "./annotations.js";
import { conditionOf, hasDeadline, newCondition, withCondition } from "./conditions.js";
import { syncCurrent } from "./current-replica-set.js";
import { deadlineInMs, isComplete, rolloutStatus, statusOf } from "./deployment-status.js";
import { actualReplicas, activeOf } from "./replica-set-list.js";
import { isResized, resize } from "./resize.js";
import { rollOn } from "./rolling.js";
import { Rollout } from "./rollout.js";

/** Rolls deployments out (`pkg/controller/deployment`). */
export class DeploymentController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;
  readonly #events: PodControl;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#events = new PodControl(state, "deployment-controller");
    this.#queue = new WorkQueue(state.clock, (key) => {
      this.#sync(key);
    });
  }

  see({ object, previous, type }: Change, resource: Resource): void {
    if (resource === deployments) this.#queue.add(keyOf(object));
    if (resource === replicaSets) {
      for (const set of previous === undefined ? [object] : [object, previous]) this.#addOwner(set);
      if (type !== "DELETED" && controllerOf(object) === undefined) this.#findAdopter(object);
    }
    // A deployment that recreates waits for the last old pod to be gone.
    if (resource === pods && type === "DELETED") {
      const owner = controllerOf(object);
      const set = this.#state.store.get(replicaSets, object.metadata.namespace ?? "", owner?.name ?? "");
      if (set !== undefined) this.#addOwner(set);
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #addOwner(set: KubeObject): void {
    const owner = controllerOf(set);
    if (owner?.kind === deployments.kind) this.#queue.add(`${set.metadata.namespace ?? ""}/${owner.name}`);
  }

  #findAdopter(set: KubeObject): void {
    for (const found of this.#state.store.each(deployments)) {
      const isNear = found.metadata.namespace === set.metadata.namespace;
      if (isNear && selects(asDeployment(found).spec.selector, set.metadata.labels)) this.#queue.add(keyOf(found));
    }
  }

  #sync(key: string): void {
    const { namespace, name } = splitKey(key);
    const found = this.#state.store.get(deployments, namespace, name);
    if (found === undefined) {
      this.#queue.forget(key);
      return;
    }
    const rollout = new Rollout(this.#state, this.#events, asDeployment(found));
    if (this.#advance(rollout)) this.#queue.forget(key);
    else this.#queue.retry(key);
    const deadline = deadlineInMs(rollout.deployment, this.#state.clock.now());
    if (deadline !== undefined) this.#queue.add(key, deadline);
  }

  /** False when it has to be tried again. */
  #advance(rollout: Rollout): boolean {
    const isGoing = rollout.deployment.metadata.deletionTimestamp !== undefined;
    if (!isGoing) notePause(rollout);
    const { paused = false, strategy } = rollout.deployment.spec;
    if (!isGoing && !paused && !isResized(rollout))
      return strategy.type === "Recreate" ? this.#recreate(rollout) : this.#roll(rollout);
    const isDone = syncCurrent(rollout, false);
    if (!isGoing) resize(rollout);
    if (paused) this.#cleanUp(rollout);
    rollout.writeStatus(statusOf(rollout));
    return isDone;
  }

  #roll(rollout: Rollout): boolean {
    if (!syncCurrent(rollout, true)) return false;
    if (!rollOn(rollout) && isComplete(rollout.deployment, rollout.deployment.status)) this.#cleanUp(rollout);
    rollout.writeStatus(rolloutStatus(rollout));
    return true;
  }

  /** All old pods go before the first new one comes. */
  #recreate(rollout: Rollout): boolean {
    syncCurrent(rollout, false);
    const old = activeOf(rollout.family.old);
    for (const set of old) rollout.scale(set, 0);
    if (old.length === 0 && !this.#hasOldPods(rollout)) {
      if (!syncCurrent(rollout, true)) return false;
      const { current } = rollout.family;
      const { replicas } = rollout.deployment.spec;
      if (current !== undefined && current.spec.replicas !== replicas) rollout.scale(current, replicas);
      if (isComplete(rollout.deployment, rollout.deployment.status)) this.#cleanUp(rollout);
    }
    rollout.writeStatus(rolloutStatus(rollout));
    return true;
  }

  #hasOldPods({ family, deployment }: Rollout): boolean {
    if (actualReplicas(family.old) > 0) return true;
    const uids = family.old.map((set) => set.metadata.uid);
    return this.#state.store
      .list(pods, deployment.metadata.namespace)
      .some((pod) => uids.includes(controllerOf(pod)?.uid ?? "") && !isOver(asPod(pod)));
  }

  /** Deletes the oldest ReplicaSets beyond `revisionHistoryLimit`. */
  #cleanUp({ family, deployment }: Rollout): void {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const cleanable = family.old
      .filter((set) => set.metadata.deletionTimestamp === undefined)
      .sort((a, b) => revisionOf(a) - revisionOf(b));
    for (const set of cleanable.slice(0, Math.max(0, cleanable.length - limit))) {
      const { namespace = "", name, generation = 0 } = set.metadata;
      const isSettled = generation <= (set.status.observedGeneration ?? 0);
      if (set.status.replicas === 0 && set.spec.replicas === 0 && isSettled)
        deleteObject(this.#state, replicaSets, namespace, name, {});
    }
  }
}

/** Pausing and resuming show in the conditions, so that a pause does not count as a lack of progress. */
function notePause(rollout: Rollout): void {
  const { spec, status } = rollout.deployment;
  const { conditions = [] } = status;
  const reason = conditionOf(conditions, "Progressing")?.reason;
  if (!hasDeadline(spec.progressDeadlineSeconds) || reason === "ProgressDeadlineExceeded") return;
  const isPaused = spec.paused === true;
  if (isPaused === (reason === "DeploymentPaused")) return;
  const condition = isPaused
    ? newCondition(rollout.nowMs, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused")
    : newCondition(rollout.nowMs, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed");
  rollout.writeStatus({ ...status, conditions: [...withCondition(conditions, condition)] });
}
