import type { Clock } from "../../src/clock.js";

interface Sleeper {
  readonly wakeMs: number;
  readonly wake: () => void;
}

/**
 * A clock whose time passes only while everybody sleeps: when all promises have had their turn, it jumps to the earliest
 * sleeper and wakes that one alone; those of the same time wake in the order in which they fell asleep.
 */
export function virtualClock(scale = 1): Clock {
  const start = Date.UTC(2026, 0, 1);
  let passedMs = 0;
  let ticking = false;
  let sleepers: Sleeper[] = [];

  const tick = () => {
    ticking = false;
    const first = sleepers.reduce<Sleeper | undefined>(
      (earliest, one) => (earliest === undefined || one.wakeMs < earliest.wakeMs ? one : earliest),
      undefined,
    );
    if (first === undefined) return;
    sleepers = sleepers.filter((one) => one !== first);
    passedMs = Math.max(passedMs, first.wakeMs);
    first.wake();
    soon();
  };
  const soon = () => {
    if (ticking || sleepers.length === 0) return;
    ticking = true;
    setImmediate(tick);
  };

  return {
    scale,
    now: () => start + passedMs / scale,
    elapsedMs: () => passedMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      let onAbort: () => void = () => undefined;
      await new Promise<void>((resolve) => {
        const sleeper = { wakeMs: passedMs + Math.max(0, ms), wake: resolve };
        onAbort = () => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          resolve();
        };
        signal?.addEventListener("abort", onAbort, { once: true });
        sleepers.push(sleeper);
        soon();
      });
      signal?.removeEventListener("abort", onAbort);
      signal?.throwIfAborted();
    },
  };
}
