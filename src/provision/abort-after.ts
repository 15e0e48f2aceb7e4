import type { Clock } from "../clock.js";

export interface TimeLimit {
  /** Aborted by the run's own signal, or when the time is over. */
  readonly signal: AbortSignal;
  /** True when it was the time. */
  expired(): boolean;
  /** Lets the time begin anew; does nothing once it is over. */
  readonly restart: () => void;
  /** Stops the timer; call it when the work is done. */
  dispose(): void;
}

/** A signal that is aborted after `limitMs` of service time, or `graceMs` after the run's deadline if that is earlier. */
export function abortAfter(
  run: { readonly clock: Clock; readonly signal: AbortSignal; readonly deadlineMs: number | undefined },
  limitMs: number,
  graceMs = 0,
): TimeLimit {
  const { clock, signal, deadlineMs } = run;
  const time = new AbortController();
  let timer = new AbortController();
  const start = () => {
    const leftMs =
      deadlineMs === undefined ? limitMs : Math.min(limitMs, Math.max(0, deadlineMs + graceMs - clock.elapsedMs()));
    clock.sleep(leftMs, AbortSignal.any([signal, timer.signal])).then(
      () => {
        time.abort(new Error("the time limit was reached"));
      },
      () => {
        // The run was interrupted, the work ended first, or the time began anew.
      },
    );
  };
  start();
  return {
    signal: AbortSignal.any([signal, time.signal]),
    expired: () => time.signal.aborted,
    restart: () => {
      timer.abort(new Error("begins anew"));
      timer = new AbortController();
      start();
    },
    dispose: () => {
      timer.abort(new Error("no longer needed"));
    },
  };
}
