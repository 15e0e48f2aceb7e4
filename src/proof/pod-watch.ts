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

/** Probe pods and their events, by two watches for all of them together: many nodes cost no more requests than one. */
export class PodWatch {
  readonly #pods = new Map<string, PodResult>();
  readonly #seen = new Set<string>();
  readonly #clock: Clock;
  readonly #stop = new AbortController();
  #events: readonly PodEvent[] = [];
  #fault: Error | undefined;
  #change: () => void = () => undefined;
  #changed = this.#nextChange();

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
    const signal = AbortSignal.any([run.signal, this.#stop.signal]);
    const watched = pods.watchAll(run.namespace, run.labelSelector, (present) => this.#setPods(present), signal);
    const noted = events.watchPods(run.namespace, (present) => this.#setEvents(present), signal);
    for (const watch of [watched, noted]) {
      watch.catch((error: unknown) => {
        this.#fail(error instanceof Error ? error : new Error(String(error)));
      });
    }
  }

  /**
   * Waits until `decide` gives something other than undefined, asking it after each change and each second; it is told how
   * long it has waited, ms of service time. Rejects when a watch failed or the signal is aborted.
   */
  async until<T>(
    podName: string,
    decide: (view: PodView, waitedMs: number) => T | undefined,
    signal: AbortSignal,
  ): Promise<T> {
    const startMs = this.#clock.elapsedMs();
    for (;;) {
      signal.throwIfAborted();
      if (this.#fault !== undefined) throw this.#fault;
      const decided = decide(this.#view(podName), this.#clock.elapsedMs() - startMs);
      if (decided !== undefined) return decided;
      const tick = new AbortController();
      try {
        const ticked = this.#clock.sleep(tickMs, AbortSignal.any([signal, tick.signal]));
        await Promise.race([this.#changed, ticked]);
        ticked.catch(() => undefined);
      } finally {
        tick.abort(new Error("something changed"));
      }
    }
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
      events: pod === undefined ? [] : this.#events.filter(({ podUid }) => podUid === pod.uid),
    };
  }

  #setPods(present: readonly PodResult[]): boolean {
    this.#pods.clear();
    for (const pod of present) {
      this.#pods.set(pod.name, pod);
      this.#seen.add(pod.name);
    }
    this.#wake();
    return false;
  }

  #setEvents(present: readonly PodEvent[]): boolean {
    this.#events = present;
    this.#wake();
    return false;
  }

  #fail(error: Error): void {
    if (this.#stop.signal.aborted) return;
    this.#fault = error;
    this.#wake();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => {
      this.#change = resolve;
    });
  }

  #wake(): void {
    const change = this.#change;
    this.#changed = this.#nextChange();
    change();
  }
}
