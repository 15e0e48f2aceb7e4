import type { SimulatedClock } from "../../../clock.js";

const firstDelayMs = 1_000;
const longestDelayMs = 900_000;

/** How long a failed daemon pod stays before it is replaced: 1 s, doubled each time, at most 15 minutes. */
export class FailedPodBackOff {
  readonly #clock: SimulatedClock;
  readonly #delays = new Map<string, { delayMs: number; sinceMs: number }>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
  }

  /** Whether a failed pod on a node may be deleted now; the next one there waits longer. */
  allows(setUid: string, node: string): boolean {
    const now = this.#clock.now();
    const key = `${setUid}/${node}`;
    const known = this.#delays.get(key);
    if (known !== undefined && now - known.sinceMs < known.delayMs) return false;
    const isForgotten = known === undefined || now - known.sinceMs > 2 * longestDelayMs;
    const delayMs = isForgotten ? firstDelayMs : Math.min(longestDelayMs, 2 * known.delayMs);
    this.#delays.set(key, { delayMs, sinceMs: now });
    return true;
  }

  /** Until the first waiting node of a set may be tried again, ms. */
  nextMs(setUid: string): number | undefined {
    const now = this.#clock.now();
    const waits = [...this.#delays]
      .filter(([key]) => key.startsWith(`${setUid}/`))
      .map(([, { delayMs, sinceMs }]) => sinceMs + delayMs - now)
      .filter((wait) => wait > 0);
    return waits.length === 0 ? undefined : Math.min(...waits);
  }
}
