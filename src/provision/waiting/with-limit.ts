import type { Clock } from "../../clock.js";
import { CliError, faultCodes } from "../../errors.js";

/**
 * The result of `request`, or CliError `ConnectionLost` when it takes longer than `limitMs` of the clock's time
 * (Infinity = no limit), or the signal's reason at once when it is aborted. The request's own signal is aborted in both
 * cases, and nothing depends on whether it heeds it.
 */
export async function withLimit<T>(
  request: (signal: AbortSignal) => Promise<T>,
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const ended = new AbortController();
  const stop = AbortSignal.any([signal, ended.signal]);
  const running = request(stop);
  const limit = (limitMs === Infinity ? untilAborted(stop) : clock.sleep(limitMs, stop)).then(() => {
    signal.throwIfAborted();
    const seconds = Math.round(limitMs / clock.scale / 1_000);
    throw new CliError(faultCodes.connectionLost, `no reply within ${seconds} s`);
  });
  try {
    return await Promise.race([running, limit]);
  } finally {
    ended.abort(new Error("the request is over"));
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener(
      "abort",
      () => {
        resolve();
      },
      { once: true },
    );
  });
}
