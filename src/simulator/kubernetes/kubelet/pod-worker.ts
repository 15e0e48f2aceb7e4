import type { ClusterState } from "../cluster-state.js";
import type { Kernel } from "../nodes/kernel.js";
import type { PodObject } from "../objects/objects.js";
import { readinessGates } from "../objects/readiness-gates.js";
import { containerConfig } from "./container-config.js";
import { ContainerRuns } from "./container-runs.js";
import { backOffMs, durations } from "./durations.js";
import { isGuestHandler, kernelFor } from "./guest-kernel.js";
import { ImagePull } from "./image-pull.js";
import type { NodeRuntime } from "./node-runtime.js";
import { handlerOf, hasHandler, randomHex } from "./node-side.js";
import { PodHandle } from "./pod-handle.js";
import { phaseOf, type ContainerProgress } from "./pod-status.js";

/** What the kubelet does for one pod, from its binding to its end. */
export class PodWorker {
  readonly #handle: PodHandle;
  readonly #images: ImagePull;
  readonly #runs: ContainerRuns;
  #kernel: Kernel;
  #gates: string;

  constructor(state: ClusterState, pod: PodObject, host: Kernel, podIndex: number, runtime: NodeRuntime) {
    this.#handle = new PodHandle(state, pod);
    this.#kernel = host;
    this.#gates = JSON.stringify(readinessGates(pod));
    this.#runs = new ContainerRuns(this.#handle, (item, exitCode) => {
      this.#ended(item, exitCode);
    });
    const start = (item: ContainerProgress) => {
      if (this.#lacksConfig(item, start)) return;
      this.#runs.start(item, this.#kernel);
      runtime.onContainerStart();
    };
    this.#images = new ImagePull(this.#handle, runtime.images, start);
    this.#handle.later(durations.syncMs, () => {
      this.#handle.report();
      this.#makeSandbox(podIndex);
    });
    const deadline = pod.spec.activeDeadlineSeconds;
    if (deadline !== undefined)
      this.#handle.later(deadline * 1000, () => {
        this.#fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
      });
  }

  get logs(): ContainerRuns["logs"] {
    return this.#runs.logs;
  }

  /** The pod was asked to go: containers get their grace period, then the object is removed. */
  terminate(graceSeconds: number): void {
    if (this.#handle.isEnding) return;
    this.#handle.isEnding = true;
    this.#handle.cancelTimers();
    this.#runs.stopAll(graceSeconds);
    if (this.#runs.isIdle) this.#handle.removeObject();
  }

  /** What a readiness gate looks at has changed: the pod may have become ready. */
  seeGates(pod: PodObject): void {
    const gates = JSON.stringify(readinessGates(pod));
    if (gates === this.#gates) return;
    this.#gates = gates;
    this.#handle.later(durations.syncMs, () => {
      this.#handle.report();
    });
  }

  /** The pod or its node is gone. */
  stop(): void {
    this.#handle.isEnding = true;
    this.#handle.cancelTimers();
    this.#runs.killAll();
  }

  /** containerd knows nothing of what ran any more. */
  loseContainers(): void {
    if (!this.#handle.isEnding) this.#runs.loseAll();
  }

  #makeSandbox(podIndex: number): void {
    const { state } = this.#handle;
    const pod = this.#handle.pod();
    if (pod === undefined) return;
    const handler = handlerOf(state, pod);
    if (!hasHandler(state, pod, handler)) {
      const id = randomHex(state, 64);
      this.#handle.event(
        "Warning",
        "FailedCreatePodSandBox",
        `Failed to create pod sandbox: rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "${id}": no runtime for "${handler}" is configured`,
      );
      this.#handle.later(durations.sandboxRetryMs, () => {
        this.#makeSandbox(podIndex);
      });
      return;
    }
    const wantsGuest = handler === "" ? this.#kernel.isGuestDefault === true : isGuestHandler(handler);
    const isGuest = wantsGuest && (handler === "runsc" || this.#kernel.hasNoGuests !== true);
    if (isGuest) this.#kernel = kernelFor(handler, pod, this.#kernel, state.random.guid(), state.clock.now());
    this.#handle.later(isGuest ? durations.guestSandboxMs : durations.sandboxMs, () => {
      this.#handle.progress.podIp = `10.244.${Math.floor(podIndex / 250) % 256}.${2 + (podIndex % 250)}`;
      this.#advance();
    });
  }

  /** Tells of a ConfigMap or Secret that a container needs and that is not there, and tries again. */
  #lacksConfig(item: ContainerProgress, start: (item: ContainerProgress) => void): boolean {
    const { missing } = containerConfig(this.#handle.state.store, this.#handle.namespace, item.container);
    if (missing === undefined) return false;
    this.#handle.event("Warning", "Failed", `Error: ${missing}`, item);
    item.state = { waiting: { reason: "CreateContainerConfigError", message: missing } };
    this.#handle.report();
    this.#handle.later(durations.sandboxRetryMs, () => {
      start(item);
    });
    return true;
  }

  /** Starts what comes next: one init container after the other, then all others together. */
  #advance(): void {
    if (this.#handle.isEnding) return;
    const { containers } = this.#handle.progress;
    const next = containers.find((item) => item.isInit && item.state.terminated?.exitCode !== 0);
    const due = next === undefined ? containers.filter((item) => !item.isInit) : [next];
    for (const item of due) this.#images.pull(item);
    this.#handle.report();
  }

  #ended(item: ContainerProgress, exitCode: number): void {
    const pod = this.#handle.pod();
    if (this.#handle.isEnding) {
      this.#handle.progress.isStopped = this.#runs.isIdle;
      this.#handle.report();
      if (this.#runs.isIdle) this.#handle.removeObject();
      return;
    }
    if (pod === undefined) return;
    const policy = pod.spec.restartPolicy ?? "Always";
    const isRestarted = item.isInit
      ? exitCode !== 0 && policy !== "Never"
      : policy === "Always" || (policy === "OnFailure" && exitCode !== 0);
    if (isRestarted) this.#restart(item);
    else if (item.isInit && exitCode === 0) this.#advance();
    else {
      this.#handle.report();
      if (["Succeeded", "Failed"].includes(phaseOf(pod, this.#handle.progress))) this.#handle.cancelTimers();
    }
  }

  /** At once the first time, then with the kubelet's back-off. */
  #restart(item: ContainerProgress): void {
    item.lastState = item.state;
    const waitMs = backOffMs(item.restartCount);
    const { name, namespace, uid } = this.#handle;
    const pod = `${name}_${namespace}(${uid})`;
    if (waitMs > 0) {
      const container = item.container.name;
      const message = `back-off ${waitMs / 1000}s restarting failed container=${container} pod=${pod}`;
      item.state = { waiting: { reason: "CrashLoopBackOff", message } };
      const text = `Back-off restarting failed container ${container} in pod ${pod}`;
      this.#handle.event("Warning", "BackOff", text, item);
    }
    this.#handle.report();
    this.#handle.later(waitMs, () => {
      item.restartCount += 1;
      this.#images.pull(item);
    });
  }

  #fail(reason: string, message: string): void {
    if (this.#handle.isEnding) return;
    this.#handle.event("Normal", reason, message);
    this.#handle.cancelTimers();
    this.#runs.endAll();
    this.#handle.progress.failure = { reason, message };
    this.#handle.report();
  }
}
