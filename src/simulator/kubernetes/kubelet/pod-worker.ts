import type { ClusterState } from "../cluster-state.js";
import type { Kernel } from "../nodes/kernel.js";
import { asPod, timestamp, type Container, type PodObject } from "../objects/objects.js";
import { deleteObject, updateObject } from "../registry/registry.js";
import { pods } from "../store/resources.js";
import { containerEnv, expandReferences } from "./container-env.js";
import { guestKernel, isGuestHandler } from "./guest-kernel.js";
import { ContainerLog } from "./logs.js";
import { handlerOf, hasHandler, nodeAddress, podEvent, randomHex } from "./node-side.js";
import { phaseOf, podStatus, terminated, type ContainerProgress, type PodProgress } from "./pod-status.js";
import { runProcess, type Run } from "./shell/run.js";

/** Simulated durations; assumed, but for the retry, which is the kubelet's order of magnitude. */
const durations = {
  syncMs: 200,
  sandboxMs: 600,
  guestSandboxMs: 2_000,
  pullMs: 1_500,
  startMs: 100,
  sandboxRetryMs: 14_000,
};
const firstBackOffMs = 10_000;
const longestBackOffMs = 300_000;
const killedCode = 137;

interface Running {
  readonly run: Run;
  readonly log: ContainerLog;
  cancel: () => void;
}

/** What the kubelet does for one pod, from its binding to its end. */
export class PodWorker {
  readonly #state: ClusterState;
  readonly #namespace: string;
  readonly #name: string;
  readonly #uid: string;
  readonly #isImageThere: (image: string) => boolean;
  readonly #progress: PodProgress;
  readonly #timers = new Set<() => void>();
  readonly #running = new Map<ContainerProgress, Running>();
  /** The newest run's log and the one before it, by container. */
  readonly logs = new Map<string, { current: ContainerLog; previous: ContainerLog | undefined }>();
  #kernel: Kernel;
  #isEnding = false;

  constructor(
    state: ClusterState,
    pod: PodObject,
    host: Kernel,
    podIndex: number,
    isImageThere: (image: string) => boolean,
  ) {
    this.#state = state;
    this.#kernel = host;
    this.#namespace = pod.metadata.namespace ?? "";
    this.#name = pod.metadata.name;
    this.#uid = pod.metadata.uid;
    this.#isImageThere = isImageThere;
    const waiting = { waiting: { reason: "ContainerCreating" } };
    const initializing = { waiting: { reason: "PodInitializing" } };
    const inits = pod.spec.initContainers ?? [];
    const first = inits.length > 0 ? initializing : waiting;
    const make = (container: Container, isInit: boolean): ContainerProgress => ({
      container,
      isInit,
      state: first,
      lastState: {},
      restartCount: 0,
      containerId: undefined,
    });
    this.#progress = {
      startMs: state.clock.now(),
      hostIp: nodeAddress(state, pod),
      podIp: undefined,
      failure: undefined,
      containers: [...inits.map((item) => make(item, true)), ...pod.spec.containers.map((item) => make(item, false))],
    };
    this.#later(durations.syncMs, () => {
      this.#report();
      this.#makeSandbox(podIndex);
    });
    const deadline = pod.spec.activeDeadlineSeconds;
    if (deadline !== undefined)
      this.#later(deadline * 1000, () => {
        this.#fail("DeadlineExceeded", "Pod was active on the node longer than the specified deadline");
      });
  }

  /** The pod was asked to go: containers get their grace period, then the object is removed. */
  terminate(graceSeconds: number): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#cancelTimers();
    for (const [item, { log }] of this.#running) {
      this.#event("Normal", "Killing", `Stopping container ${item.container.name}`, item);
      // A command is process 1 and does not handle SIGTERM; an image's own entry point is taken to do so.
      const ignoresSignal = [...(item.container.command ?? []), ...(item.container.args ?? [])].length > 0;
      const afterMs = ignoresSignal ? graceSeconds * 1000 : Math.min(100, graceSeconds * 1000);
      this.#later(afterMs, () => {
        this.#ended(item, log, ignoresSignal ? killedCode : 0);
      });
    }
    if (this.#running.size === 0) this.#removeObject();
  }

  /** The pod or its node is gone. */
  stop(): void {
    this.#isEnding = true;
    this.#cancelTimers();
    this.#running.forEach(({ log }) => {
      log.end();
    });
    this.#running.clear();
  }

  #makeSandbox(podIndex: number): void {
    const pod = this.#pod();
    if (pod === undefined) return;
    const handler = handlerOf(this.#state, pod);
    if (!hasHandler(this.#state, pod, handler)) {
      const id = randomHex(this.#state, 64);
      this.#event(
        "Warning",
        "FailedCreatePodSandBox",
        `Failed to create pod sandbox: rpc error: code = Unknown desc = unable to get OCI runtime for sandbox "${id}": no runtime for "${handler}" is configured`,
      );
      this.#later(durations.sandboxRetryMs, () => {
        this.#makeSandbox(podIndex);
      });
      return;
    }
    const isGuest = isGuestHandler(handler) && this.#kernel.hasNoGuests !== true;
    if (isGuest) this.#kernel = guestKernel(pod, this.#state.random.guid(), this.#state.clock.now());
    this.#later(isGuest ? durations.guestSandboxMs : durations.sandboxMs, () => {
      this.#progress.podIp = `10.244.${Math.floor(podIndex / 250) % 256}.${2 + (podIndex % 250)}`;
      this.#advance();
    });
  }

  /** Starts what comes next: one init container after the other, then all others together. */
  #advance(): void {
    if (this.#isEnding) return;
    const next = this.#progress.containers.find((item) => item.isInit && item.state.terminated?.exitCode !== 0);
    if (next !== undefined) this.#pull(next);
    else
      this.#progress.containers
        .filter((item) => !item.isInit)
        .forEach((item) => {
          this.#pull(item);
        });
    this.#report();
  }

  #pull(item: ContainerProgress): void {
    const image = item.container.image ?? "";
    const isThere = this.#isImageThere(image);
    if (isThere && item.container.imagePullPolicy !== "Always") {
      this.#event("Normal", "Pulled", `Container image "${image}" already present on machine`, item);
      this.#later(durations.startMs, () => {
        this.#start(item);
      });
      return;
    }
    this.#event("Normal", "Pulling", `Pulling image "${image}"`, item);
    this.#later(durations.pullMs, () => {
      const took = `${durations.pullMs / 1000}s`;
      this.#event(
        "Normal",
        "Pulled",
        `Successfully pulled image "${image}" in ${took} (${took} including waiting).`,
        item,
      );
      this.#start(item);
    });
  }

  #start(item: ContainerProgress): void {
    const pod = this.#pod();
    if (pod === undefined) return;
    const { clock } = this.#state;
    const { container } = item;
    const log = new ContainerLog(clock);
    this.logs.set(container.name, { current: log, previous: this.logs.get(container.name)?.current });
    const env = containerEnv(pod, container);
    const line = [...(container.command ?? []), ...(container.args ?? [])].map((arg) => expandReferences(arg, env));
    const world = {
      kernel: this.#kernel,
      hostname: this.#name,
      env,
      now: () => clock.now(),
      write: (text: string) => {
        log.write(text);
      },
    };
    item.containerId = `containerd://${randomHex(this.#state, 64)}`;
    item.state = { running: { startedAt: timestamp(clock.now()) } };
    const isNew = Number(this.#state.kubernetesVersion.split(".")[1]) >= 35;
    this.#event("Normal", "Created", isNew ? "Container created" : `Created container: ${container.name}`, item);
    this.#event("Normal", "Started", isNew ? "Container started" : `Started container ${container.name}`, item);
    const running: Running = { run: runProcess(line, world), log, cancel: () => undefined };
    this.#running.set(item, running);
    this.#report();
    running.cancel = this.#later(durations.startMs, () => {
      this.#step(item, running);
    });
  }

  #step(item: ContainerProgress, running: Running): void {
    const { value, done } = running.run.next();
    if (done === true) this.#ended(item, running.log, value);
    else if (Number.isFinite(value))
      running.cancel = this.#later(value, () => {
        this.#step(item, running);
      });
  }

  #ended(item: ContainerProgress, log: ContainerLog, exitCode: number): void {
    log.end();
    this.#running.get(item)?.cancel();
    this.#running.delete(item);
    item.state = terminated(item, exitCode, this.#state.clock.now());
    const pod = this.#pod();
    if (this.#isEnding) {
      this.#report();
      if (this.#running.size === 0) this.#removeObject();
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
      this.#report();
      if (["Succeeded", "Failed"].includes(phaseOf(pod, this.#progress))) this.#cancelTimers();
    }
  }

  /** At once the first time, then with the kubelet's back-off. */
  #restart(item: ContainerProgress): void {
    item.lastState = item.state;
    const backOffMs =
      item.restartCount === 0 ? 0 : Math.min(longestBackOffMs, firstBackOffMs * 2 ** (item.restartCount - 1));
    const pod = `${this.#name}_${this.#namespace}(${this.#uid})`;
    if (backOffMs > 0) {
      const { name } = item.container;
      const message = `back-off ${backOffMs / 1000}s restarting failed container=${name} pod=${pod}`;
      item.state = { waiting: { reason: "CrashLoopBackOff", message } };
      this.#event("Warning", "BackOff", `Back-off restarting failed container ${name} in pod ${pod}`, item);
    }
    this.#report();
    this.#later(backOffMs, () => {
      item.restartCount += 1;
      this.#pull(item);
    });
  }

  #fail(reason: string, message: string): void {
    if (this.#isEnding) return;
    this.#event("Normal", reason, message);
    this.#cancelTimers();
    for (const [item, { log }] of [...this.#running]) {
      this.#isEnding = true;
      log.end();
      item.state = terminated(item, killedCode, this.#state.clock.now());
    }
    this.#running.clear();
    this.#progress.failure = { reason, message };
    this.#report();
    this.#isEnding = false;
  }

  #removeObject(): void {
    this.#later(durations.syncMs, () => {
      if (this.#pod() !== undefined)
        deleteObject(this.#state, pods, this.#namespace, this.#name, { gracePeriodSeconds: 0 });
    });
  }

  #report(): void {
    if (this.#pod() === undefined) return;
    const options = { manager: "kubelet", subresource: "status" };
    updateObject(
      this.#state,
      pods,
      this.#namespace,
      this.#name,
      (found) => ({ ...found, status: podStatus(asPod(found), this.#progress, this.#state.clock.now()) }),
      options,
    );
    const phase = this.#pod()?.status.phase ?? "";
    if (["Succeeded", "Failed"].includes(phase))
      this.#state.log(`kubernetes ${this.#state.name}: pod ${this.#namespace}/${this.#name} ${phase}`);
  }

  /** The pod as it is now; undefined when it, or another of its name, is no longer ours. */
  #pod(): PodObject | undefined {
    const found = this.#state.store.get(pods, this.#namespace, this.#name);
    return found?.metadata.uid === this.#uid ? asPod(found) : undefined;
  }

  #event(type: "Normal" | "Warning", reason: string, message: string, item?: ContainerProgress): void {
    const pod = this.#pod();
    if (pod !== undefined) podEvent(this.#state, pod, { type, reason, message }, item);
  }

  #later(ms: number, run: () => void): () => void {
    const cancel = this.#state.clock.after(ms, () => {
      this.#timers.delete(cancel);
      run();
    });
    this.#timers.add(cancel);
    return cancel;
  }

  #cancelTimers(): void {
    this.#timers.forEach((cancel) => {
      cancel();
    });
    this.#timers.clear();
  }
}
