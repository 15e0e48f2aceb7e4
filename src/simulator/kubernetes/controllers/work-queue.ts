import type { SimulatedClock } from "../../clock.js";

/** Assumed: from a change to a controller's look at it. */
const syncAfterMs = 20;
const firstRetryMs = 5;
const longestRetryMs = 1_000_000;

/** Keys that a controller has to look at, each at most once at a time; retries wait as client-go's rate limiter makes them. */
export class WorkQueue {
  readonly #clock: SimulatedClock;
  readonly #sync: (key: string) => void;
  readonly #due = new Map<string, { readonly timeMs: number; readonly cancel: () => void }>();
  readonly #failures = new Map<string, number>();

  constructor(clock: SimulatedClock, sync: (key: string) => void) {
    this.#clock = clock;
    this.#sync = sync;
  }

  add(key: string, afterMs = syncAfterMs): void {
    const timeMs = this.#clock.now() + afterMs;
    const planned = this.#due.get(key);
    if (planned !== undefined && planned.timeMs <= timeMs) return;
    planned?.cancel();
    const cancel = this.#clock.at(timeMs, () => {
      this.#due.delete(key);
      this.#sync(key);
    });
    this.#due.set(key, { timeMs, cancel });
  }

  /** Looks again after 5 ms, 10 ms, 20 ms ... up to 1,000 s. */
  retry(key: string): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.add(key, Math.min(longestRetryMs, firstRetryMs * 2 ** failures));
  }

  /** The key's work went well: its next retry is a first one again. */
  forget(key: string): void {
    this.#failures.delete(key);
  }

  stop(): void {
    this.#due.forEach(({ cancel }) => {
      cancel();
    });
    this.#due.clear();
  }
}
