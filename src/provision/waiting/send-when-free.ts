import type { Clock } from "../../clock.js";
import { CliError } from "../../errors.js";
import { formatElapsed } from "../../terminal/elapsed.js";
import { backoffMs, faultOf, faultPolicies, type Fault } from "./fault.js";
import { giveUpAfter } from "./poll-until.js";

export interface SendOptions<Found> {
  /** What is sent, as the subject of a sentence: "The request for node pool sandbox". */
  readonly what: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The clock's `elapsedMs()` at which to stop trying; undefined = never for a busy cluster. */
  readonly deadlineMs: number | undefined;
  /**
   * Looks (GET) whether a write without a clear answer took effect: what to attach to if it did, undefined if it left no
   * trace. Only then is the write repeated.
   */
  readonly look: (signal: AbortSignal) => Promise<Found | undefined>;
  /** Told once per wait why nothing was sent yet: "another operation is in progress on the cluster". */
  readonly note?: (text: string) => void;
  /** A number in [0, 1) for the jitter; default Math.random. */
  readonly random?: () => number;
}

/** Either Azure accepted the write, or an earlier try had taken effect and `look` found it. */
export type Sent<Accepted, Found> =
  | { readonly outcome: "accepted"; readonly operation: Accepted }
  | { readonly outcome: "found"; readonly resource: Found };

/**
 * Sends the first request of a PUT or DELETE, as `faultPolicies` says: waits while Azure throttles or another operation
 * holds the cluster, and after a 5xx or a lost connection looks before it repeats, because the write may have taken
 * effect. Any other error is thrown as it is.
 * At the deadline it throws CliError `AnotherOperation` (exit 7) when the cluster stayed busy, else `NoAnswer` (exit 1)
 * with the last error; the latter also when throttling or faults last for `giveUpAfter` without a break.
 */
export async function sendWhenFree<Accepted, Found>(
  send: (signal: AbortSignal) => Promise<Accepted>,
  options: SendOptions<Found>,
): Promise<Sent<Accepted, Found>> {
  const tries = patience(options, false);
  for (;;) {
    try {
      return { outcome: "accepted", operation: await send(options.signal) };
    } catch (error) {
      const fault = await tries.waitAfter(error);
      if (faultPolicies[fault].onWrite === "look") {
        const resource = await lookUntilSeen(options);
        if (resource !== undefined) return { outcome: "found", resource };
      }
    }
  }
}

/** Looks until there is an answer: without one the write is never repeated. */
async function lookUntilSeen<Found>(options: SendOptions<Found>): Promise<Found | undefined> {
  const tries = patience(options, true);
  for (;;) {
    try {
      return await options.look(options.signal);
    } catch (error) {
      await tries.waitAfter(error);
    }
  }
}

/**
 * Waits after each fault a little longer; throws what is no fault, and what lasts too long.
 * @param isLooking a write whose outcome is unknown came before
 */
function patience(options: SendOptions<unknown>, isLooking: boolean): { waitAfter(error: unknown): Promise<Fault> } {
  const { clock, signal, deadlineMs } = options;
  const random = options.random ?? Math.random;
  const startedMs = clock.elapsedMs();
  let last: { readonly fault: Fault; readonly sinceMs: number; readonly times: number } | undefined;
  return {
    waitAfter: async (error) => {
      signal.throwIfAborted();
      const fault = faultOf(error);
      if (fault === undefined) throw error;
      const nowMs = clock.elapsedMs();
      if (last?.fault !== fault) options.note?.(notes[fault]);
      const before = last !== undefined && isBusy(last.fault) === isBusy(fault) ? last : { sinceMs: nowMs, times: 0 };
      last = { fault, sinceMs: before.sinceMs, times: before.times + 1 };
      const isStuck = nowMs - last.sinceMs >= giveUpAfter.ms && last.times >= giveUpAfter.failures;
      if (!isBusy(fault) && isStuck) throw gaveUp(options, fault, isLooking, error, nowMs - startedMs);
      const untilMs = nowMs + backoffMs(fault, error, last.times, random());
      const isTooLate = deadlineMs !== undefined && untilMs > deadlineMs;
      await clock.sleep(Math.max(0, (isTooLate ? deadlineMs : untilMs) - nowMs), signal);
      if (isTooLate) throw gaveUp(options, fault, isLooking, error, clock.elapsedMs() - startedMs);
      return fault;
    },
  };
}

const isBusy = (fault: Fault) => fault === "anotherOperation";

const notes: Readonly<Record<Fault, string>> = {
  throttled: "Azure throttles our requests; waiting",
  serverFault: "Azure answered with a fault of its own; looking what became of the request",
  connectionLost: "the connection was lost; looking what became of the request",
  anotherOperation: "another operation is in progress on the cluster; waiting for it",
};

function gaveUp(
  options: SendOptions<unknown>,
  fault: Fault,
  isLooking: boolean,
  last: unknown,
  waitedMs: number,
): CliError {
  const azure = last instanceof CliError && last.azure !== undefined ? { azure: last.azure } : {};
  const reason = last instanceof Error ? last.message : String(last);
  const waited = formatElapsed(waitedMs);
  if (isBusy(fault) && !isLooking) {
    return new CliError("AnotherOperation", `${options.what} had to wait for longer than ${waited}: ${reason}`, {
      hint: "Nothing was changed. Run the same command again when the other operation has ended, or give a longer --timeout.",
      exitReason: "conflict",
      cause: last,
      ...azure,
    });
  }
  const unsure = isLooking || faultPolicies[fault].onWrite === "look";
  return new CliError("NoAnswer", `${options.what} got no usable answer in ${waited}: ${reason}`, {
    hint: unsure
      ? "Whether it took effect is unknown. Run the same command again: it looks first."
      : "Nothing was changed. Run the same command again.",
    cause: last,
    remaining: unsure ? [`${options.what} may have taken effect`] : [],
    ...azure,
  });
}
