/**
 * Time as the rest of the program sees it. All figures are *service time*: with `AKS_SANDBOX_TIME_SCALE=60`
 * a wait of 60,000 ms lasts one second, and `elapsedMs` grows sixty times as fast as the wall.
 */
export interface Clock {
  /** Wall-clock time, milliseconds since 1970; for names and records, never for waiting. */
  now(): number;
  /** Service time since the clock was made, milliseconds; never runs backwards. */
  elapsedMs(): number;
  /** Resolves after `ms` of service time; rejects with the signal's reason at once when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** How many times faster than the wall service time runs; 1 against a real cloud. */
  readonly scale: number;
}

/** The one real clock. Only `context.ts` makes it. */
export function createClock(scale: number): Clock {
  const started = performance.now();
  return {
    scale,
    now: () => Date.now(),
    elapsedMs: () => (performance.now() - started) * scale,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(abortReason(signal));
          return;
        }
        const onAbort = () => {
          clearTimeout(timer);
          if (signal !== undefined) reject(abortReason(signal));
        };
        const timer = setTimeout(
          () => {
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
          Math.max(0, ms) / scale,
        );
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
  };
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal.reason });
}
