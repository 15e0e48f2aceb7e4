import type { Clock } from "../clock.js";
import type { KubernetesConnection, PodEvent, PodResult } from "../kubernetes/kubernetes.js";

/** What is known of one pod at a moment. */
export interface PodView {
  /** Undefined before it was seen, and after it was deleted. */
  readonly pod: PodResult | undefined;
  /** It was there, and is no more. */
  readonly isDeleted: boolean;
  readonly events: readonly PodEvent[];
}

/** How often a wait looks at the time, service time. */
const tickMs = 1_000;

/**
 * Probe pods and their events, by two watches for all of them together: many nodes cost no more requests than one. A change
 * concerns only who waits for its pod, so that many pods cost no more than their number.
 */
export class PodWatch {
  readonly #pods = new Map<string, PodResult>();
  readonly #seen = new Set<string>();
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  /** By the pod's UID. */
  #events: ReadonlyMap<string, readonly PodEvent[]> = new Map();
  /** By the pod's name. */
  readonly #waiting = new Map<string, Set<() => void>>();
  #fault: Error | undefined;

  constructor(
    { pods, events }: Pick<KubernetesConnection, "pods" | "events">,
    run: {
      readonly clock: Clock;
      readonly namespace: string;
      readonly labelSelector: string;
      readonly signal: AbortSignal;
    },
  ) {
    this.#clock = run.clock;
    this.#signal = AbortSignal.any([run.signal, this.#stop.signal]);
    const watched = pods.watchAll(run.namespace, run.labelSelector, (present) => this.#setPods(present), this.#signal);
    const noted = events.watchPods(run.namespace, (present) => this.#setEvents(present), this.#signal);
    for (const watch of [watched, noted])
      watch.catch((error: unknown) => {
        this.#fail(error);
      });
    void this.#tick();
  }

  /**
   * Waits until `decide` gives something other than undefined, asking it after each change of the pod and each second; it
   * is told how long it has waited, ms of service time. Rejects when a watch failed or the run's signal is aborted.
   */
  until<T>(podName: string, decide: (view: PodView, waitedMs: number) => T | undefined): Promise<T> {
    const startMs = this.#clock.elapsedMs();
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(podName) ?? new Set();
      this.#waiting.set(podName, waiting);
      const end = (settle: () => void) => {
        waiting.delete(look);
        settle();
      };
      const look = () => {
        try {
          if (this.#fault !== undefined) throw this.#fault;
          const decided = decide(this.#view(podName), this.#clock.elapsedMs() - startMs);
          if (decided !== undefined)
            end(() => {
              resolve(decided);
            });
        } catch (error) {
          end(() => {
            reject(asError(error));
          });
        }
      };
      waiting.add(look);
      look();
    });
  }

  /** All pods that are there now. */
  present(): readonly PodResult[] {
    return [...this.#pods.values()];
  }

  stop(): void {
    this.#stop.abort(new Error("the run is over"));
  }

  #view(podName: string): PodView {
    const pod = this.#pods.get(podName);
    return {
      pod,
      isDeleted: pod === undefined && this.#seen.has(podName),
      events: pod === undefined ? [] : (this.#events.get(pod.uid) ?? []),
    };
  }

  /** `present`: each pod the same object as before, unless it was changed. */
  #setPods(present: readonly PodResult[]): boolean {
    const before = new Map(this.#pods);
    this.#pods.clear();
    for (const pod of present) this.#pods.set(pod.name, pod);
    for (const [name, pod] of this.#pods) {
      this.#seen.add(name);
      if (before.get(name) !== pod) this.#wake(name);
      before.delete(name);
    }
    for (const name of before.keys()) this.#wake(name);
    return false;
  }

  #setEvents(present: readonly PodEvent[]): boolean {
    const before = this.#events;
    this.#events = byPod(present);
    for (const { name, uid } of this.#pods.values()) {
      const [then = [], now = []] = [before.get(uid), this.#events.get(uid)];
      if (now.length !== then.length || now.some((event, index) => event !== then[index])) this.#wake(name);
    }
    return false;
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#fault = asError(error);
    this.#wakeAll();
  }

  async #tick(): Promise<void> {
    try {
      for (;;) {
        await this.#clock.sleep(tickMs, this.#signal);
        this.#wakeAll();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #wakeAll(): void {
    for (const name of this.#waiting.keys()) this.#wake(name);
  }

  #wake(podName: string): void {
    for (const look of [...(this.#waiting.get(podName) ?? [])]) look();
  }
}

function byPod(events: readonly PodEvent[]): Map<string, readonly PodEvent[]> {
  const groups = new Map<string, PodEvent[]>();
  for (const event of events) {
    const group = groups.get(event.podUid);
    if (group === undefined) groups.set(event.podUid, [event]);
    else group.push(event);
  }
  return groups;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
