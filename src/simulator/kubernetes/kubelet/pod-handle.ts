import type { ClusterState } from "../cluster-state.js";
import { asPod, type Container, type PodObject } from "../objects/objects.js";
import { deleteObject, updateObject } from "../registry/registry.js";
import { pods } from "../store/resources.js";
import { durations } from "./durations.js";
import { nodeAddress, podEvent } from "./node-side.js";
import { podStatus, type ContainerProgress, type PodProgress } from "./pod-status.js";

/** One pod as its kubelet holds it: its object, its progress, its timers, its events. */
export class PodHandle {
  readonly state: ClusterState;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly progress: PodProgress;
  readonly #timers = new Set<() => void>();
  /** The pod is on its way out: nothing new is started. */
  isEnding = false;

  constructor(state: ClusterState, pod: PodObject) {
    this.state = state;
    this.namespace = pod.metadata.namespace ?? "";
    this.name = pod.metadata.name;
    this.uid = pod.metadata.uid;
    this.progress = firstProgress(state, pod);
  }

  /** The pod as it is now; undefined when it, or another of its name, is no longer ours. */
  pod(): PodObject | undefined {
    const found = this.state.store.get(pods, this.namespace, this.name);
    return found?.metadata.uid === this.uid ? asPod(found) : undefined;
  }

  event(type: "Normal" | "Warning", reason: string, message: string, item?: ContainerProgress): void {
    const pod = this.pod();
    if (pod !== undefined) podEvent(this.state, pod, { type, reason, message }, item);
  }

  later(ms: number, run: () => void): () => void {
    const cancel = this.state.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
    return cancel;
  }

  cancelTimers(): void {
    this.#timers.forEach((cancel) => {
      cancel();
    });
    this.#timers.clear();
  }

  /** Writes the status that follows from the progress. */
  report(): void {
    const before = this.pod()?.status.phase;
    if (before === undefined) return;
    const options = { manager: "kubelet", subresource: "status" };
    const after = updateObject(
      this.state,
      pods,
      this.namespace,
      this.name,
      (found) => ({ ...found, status: podStatus(this.state, asPod(found), this.progress) }),
      options,
    );
    const { phase } = asPod(after).status;
    if (phase !== before && ["Succeeded", "Failed"].includes(phase))
      this.state.log(`kubernetes ${this.state.name}: pod ${this.namespace}/${this.name} ${phase}`);
  }

  removeObject(): void {
    this.later(durations.syncMs, () => {
      if (this.pod() !== undefined)
        deleteObject(this.state, pods, this.namespace, this.name, { gracePeriodSeconds: 0, uid: this.uid });
    });
  }
}

function firstProgress(state: ClusterState, pod: PodObject): PodProgress {
  const inits = pod.spec.initContainers ?? [];
  const reason = inits.length > 0 ? "PodInitializing" : "ContainerCreating";
  const make = (container: Container, isInit: boolean): ContainerProgress => ({
    container,
    isInit,
    state: { waiting: { reason } },
    lastState: {},
    restartCount: 0,
    containerId: undefined,
  });
  return {
    startMs: state.clock.now(),
    hostIp: nodeAddress(state, pod),
    podIp: undefined,
    failure: undefined,
    isStopped: false,
    containers: [...inits.map((item) => make(item, true)), ...pod.spec.containers.map((item) => make(item, false))],
  };
}
