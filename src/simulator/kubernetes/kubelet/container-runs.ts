import type { Kernel } from "../nodes/kernel.js";
import { timestamp } from "../objects/objects.js";
import { containerConfig } from "./container-config.js";
import { containerEnv, expandReferences } from "./container-env.js";
import { isInstaller, runInstaller } from "./gvisor-installer.js";
import { ContainerLog } from "./logs.js";
import { randomHex } from "./node-side.js";
import { durations } from "./durations.js";
import type { PodHandle } from "./pod-handle.js";
import { terminated, type ContainerProgress } from "./pod-status.js";
import { runProcess, type Run } from "./shell/run.js";

interface Running {
  readonly run: Run;
  readonly log: ContainerLog;
  cancel: () => void;
}

const killedCode = 137;
/** Seen on a real cluster (containerd 2.2.9) whose containerd and shims were killed. */
const lostCode = 255;

/** The containers of a pod that run, and what they have printed. */
export class ContainerRuns {
  readonly #handle: PodHandle;
  readonly #onEnd: (item: ContainerProgress, exitCode: number) => void;
  readonly #running = new Map<ContainerProgress, Running>();
  /** The newest run's log and the one before it, by container. */
  readonly logs = new Map<string, { current: ContainerLog; previous: ContainerLog | undefined }>();

  constructor(handle: PodHandle, onEnd: (item: ContainerProgress, exitCode: number) => void) {
    this.#handle = handle;
    this.#onEnd = onEnd;
  }

  get isIdle(): boolean {
    return this.#running.size === 0;
  }

  start(item: ContainerProgress, kernel: Kernel): void {
    const pod = this.#handle.pod();
    if (pod === undefined) return;
    const { clock, kubernetesVersion } = this.#handle.state;
    const { container } = item;
    const log = new ContainerLog(clock);
    this.logs.set(container.name, { current: log, previous: this.logs.get(container.name)?.current });
    const { values } = containerConfig(this.#handle.state.store, this.#handle.namespace, container);
    const env = containerEnv(pod, container, values);
    const line = [...(container.command ?? []), ...(container.args ?? [])].map((arg) => expandReferences(arg, env));
    const world = {
      kernel,
      hostname: this.#handle.name,
      env,
      now: () => clock.now(),
      write: (text: string) => {
        log.write(text);
      },
    };
    item.containerId = `containerd://${randomHex(this.#handle.state, 64)}`;
    item.state = { running: { startedAt: timestamp(clock.now()) } };
    const isNew = Number(kubernetesVersion.split(".")[1]) >= 35;
    const created = isNew ? "Container created" : `Created container: ${container.name}`;
    this.#handle.event("Normal", "Created", created, item);
    this.#handle.event("Normal", "Started", isNew ? "Container started" : `Started container ${container.name}`, item);
    const isOurs = isInstaller(container, env);
    // Its readiness probe waits for the end of its work; no other probe is modelled.
    item.isUnready = isOurs && container["readinessProbe"] !== undefined;
    const ready = () => {
      item.isUnready = false;
      this.#handle.report();
    };
    const installing = { state: this.#handle.state, pod, container, env, write: world.write, ready };
    const run = isOurs ? runInstaller(installing) : runProcess(line, world);
    const running: Running = { run, log, cancel: () => undefined };
    this.#running.set(item, running);
    this.#handle.report();
    running.cancel = this.#handle.later(durations.startMs, () => {
      this.#step(item, running);
    });
  }

  /** Asks every container to stop; what does not is killed after the grace period. */
  stopAll(graceSeconds: number): void {
    for (const [item] of this.#running) {
      this.#handle.event("Normal", "Killing", `Stopping container ${item.container.name}`, item);
      // A command is process 1 and does not handle SIGTERM; an image's own entry point is taken to do so.
      const ignoresSignal = [...(item.container.command ?? []), ...(item.container.args ?? [])].length > 0;
      const afterMs = ignoresSignal ? graceSeconds * 1000 : Math.min(100, graceSeconds * 1000);
      this.#handle.later(afterMs, () => {
        this.#end(item, ignoresSignal ? killedCode : 0);
      });
    }
  }

  /** The pod's time is over: every container is asked to stop, and dies at once. */
  endAll(): void {
    for (const [item] of this.#running)
      this.#handle.event("Normal", "Killing", `Stopping container ${item.container.name}`, item);
    this.killAll();
  }

  /** Every container is dead at once; nobody is told. */
  killAll(): void {
    for (const [item, { log }] of this.#running) {
      log.end();
      item.state = terminated(item, killedCode, this.#handle.state.clock.now());
    }
    this.#running.clear();
  }

  /** containerd was restarted and does not know them: each counts as ended, nobody knows how. */
  loseAll(): void {
    for (const [item, { log, cancel }] of [...this.#running]) {
      log.end();
      cancel();
      this.#running.delete(item);
      item.state = terminated(item, lostCode, this.#handle.state.clock.now(), "Unknown");
      this.#onEnd(item, lostCode);
    }
  }

  #step(item: ContainerProgress, running: Running): void {
    const { value, done } = running.run.next();
    if (done === true) this.#end(item, value);
    else if (Number.isFinite(value))
      running.cancel = this.#handle.later(value, () => {
        this.#step(item, running);
      });
  }

  #end(item: ContainerProgress, exitCode: number): void {
    const running = this.#running.get(item);
    running?.log.end();
    running?.cancel();
    this.#running.delete(item);
    item.state = terminated(item, exitCode, this.#handle.state.clock.now());
    this.#onEnd(item, exitCode);
  }
}
