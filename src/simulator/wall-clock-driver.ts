import type { EventQueue } from "./clock.js";

/** The longest delay that setTimeout takes. */
const maxTimerMs = 2 ** 31 - 1;

/** What moves simulated time. `sync` is called before each request is served, so that nothing due is still undone. */
export interface ClockDriver {
  sync(): void;
  stop(): void;
}

/** Time stands still but for the test's own `advance`; only what is due already is run. */
export function createManualDriver(queue: EventQueue): ClockDriver {
  return {
    sync: () => {
      queue.advanceTo(queue.now());
    },
    stop: () => undefined,
  };
}

/** Simulated time follows the wall, `speed` times as fast. One timer, set for the next event; it keeps no process alive. */
export function createWallClockDriver(queue: EventQueue, speed: number): ClockDriver {
  const wallStartMs = performance.now();
  const simulatedStartMs = queue.now();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const sync = () => {
    queue.advanceTo(simulatedStartMs + (performance.now() - wallStartMs) * speed);
  };
  const arm = () => {
    clearTimeout(timer);
    const due = queue.nextDue();
    if (stopped || due === undefined) return;
    const wallDueMs = (due - simulatedStartMs) / speed + wallStartMs;
    const delayMs = Math.min(maxTimerMs, Math.max(0, Math.ceil(wallDueMs - performance.now())));
    timer = setTimeout(() => {
      sync();
      arm();
    }, delayMs).unref();
  };
  queue.onEarlier = arm;
  arm();
  return {
    sync,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      queue.onEarlier = undefined;
    },
  };
}
