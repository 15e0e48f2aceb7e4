import type { Clock } from "../../clock.js";
import { CliError } from "../../errors.js";
import type { StepReport } from "../../steps/step.js";
import { formatElapsed } from "../../terminal/elapsed.js";
import { backoffMs, faultOf, faultPolicies } from "./fault.js";
import type { PollLimiter } from "./poll-limiter.js";
import { pollTimes } from "./poll-schedule.js";
import { usualMs, type OperationKind } from "./usual-durations.js";
import { withLimit } from "./with-limit.js";

export interface WaitOptions {
  readonly kind: OperationKind;
  /** What is waited for, as the subject of a sentence: "The creation of node pool sandbox". */
  readonly what: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly limiter: PollLimiter;
  readonly report: Pick<StepReport, "progress">;
  /** The clock's `elapsedMs()` at which to stop waiting (so that several waits share one --timeout); undefined = never. */
  readonly deadlineMs: number | undefined;
  /** The command that goes on waiting, for the hint of a TimeLimit. Default: run the same command again. */
  readonly resume?: string;
  /** A number in [0, 1) for the jitter of retries; default Math.random. */
  readonly random?: () => number;
}

export interface PollTask<State> {
  /** Asks once. */
  poll(signal: AbortSignal): Promise<State>;
  isEnd(state: State): boolean;
  /** What Azure calls the present stage, for the progress. */
  stage(state: State): string;
  /** When it began, for the schedule: just now, or nobody knows. */
  readonly began: "now" | "unknown";
}

/** A request without a reply for this long counts as a lost connection. Time of the wall, whatever the time scale. */
const replyLimitMs = 60_000;
/** The last look is taken at the deadline; it may take this long. Time of the wall. */
const lastLookLimitMs = 10_000;
/** Polls that fail without a break for this long and this often end the wait, deadline or not. */
export const giveUpAfter = { ms: 15 * 60_000, failures: 10 } as const;

/**
 * Polls by the schedule until the end is seen. Faults that pass are tried again; any other error is thrown. Ends only
 * with a state that is an end, or by throwing: CliError `TimeLimit` (exit 8) at the deadline, `NoAnswer` after
 * `giveUpAfter`, or the signal's reason. Nothing is ever done to what goes on in Azure.
 */
export async function pollUntil<State>(task: PollTask<State>, options: WaitOptions): Promise<State> {
  const { clock, signal, deadlineMs } = options;
  const startedMs = clock.elapsedMs();
  const random = options.random ?? Math.random;
  const times = pollTimes(task.began === "now" ? options.kind : undefined);
  const showStage = stageReporter(options);
  let failing: { readonly sinceMs: number; readonly times: number } | undefined;
  let dueMs = startedMs + times.next().value;
  for (;;) {
    const isLast = deadlineMs !== undefined && dueMs >= deadlineMs;
    await sleepUntil(isLast ? deadlineMs : dueMs, clock, signal);
    try {
      const state = await ask(task, options);
      if (task.isEnd(state)) return state;
      showStage(task.stage(state));
      failing = undefined;
      while (dueMs <= clock.elapsedMs()) dueMs = startedMs + times.next().value;
    } catch (error) {
      signal.throwIfAborted();
      const fault = faultOf(error);
      if (fault === undefined || faultPolicies[fault].onRead === "throw") throw error;
      failing = { sinceMs: failing?.sinceMs ?? clock.elapsedMs(), times: (failing?.times ?? 0) + 1 };
      const failingMs = clock.elapsedMs() - failing.sinceMs;
      if (failingMs >= giveUpAfter.ms && failing.times >= giveUpAfter.failures) {
        throw noAnswer(options, failing.times, failingMs, error);
      }
      const waitMs = backoffMs(fault, error, failing.times, random());
      if (fault === "throttled") options.limiter.pause(waitMs);
      dueMs = clock.elapsedMs() + waitMs;
    }
    if (deadlineMs !== undefined && clock.elapsedMs() >= deadlineMs)
      throw timeLimit(options, clock.elapsedMs() - startedMs);
  }
}

/** Waits for a token, then asks once; neither outlasts the deadline by more than the last look may take. */
async function ask<State>(task: PollTask<State>, options: WaitOptions): Promise<State> {
  const { clock, signal, deadlineMs, limiter } = options;
  const leftMs = () =>
    deadlineMs === undefined ? Infinity : Math.max(0, deadlineMs - clock.elapsedMs()) + lastLookLimitMs * clock.scale;
  await withLimit((limited) => limiter.take(limited), leftMs(), clock, signal);
  return withLimit((limited) => task.poll(limited), Math.min(leftMs(), replyLimitMs * clock.scale), clock, signal);
}

async function sleepUntil(timeMs: number, clock: Clock, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const waitMs = timeMs - clock.elapsedMs();
  if (waitMs > 0) await clock.sleep(waitMs, signal);
}

/** Tells the step's report about each new stage; nodes are counted by AKS in the status itself. */
function stageReporter({ report, kind }: WaitOptions): (status: string) => void {
  let shown: string | undefined;
  report.progress({ usualMs: usualMs(kind) });
  return (status) => {
    if (status === shown) return;
    shown = status;
    const nodes = /^(.*?):\s*(\d+)\/(\d+) nodes? completed/.exec(status);
    const stage = nodes?.[1] ?? status;
    const nodesReady = nodes === null ? {} : { nodesReady: { ready: Number(nodes[2]), asked: Number(nodes[3]) } };
    report.progress({ stage, usualMs: usualMs(kind), ...nodesReady });
  };
}

function timeLimit(options: WaitOptions, waitedMs: number): CliError {
  return new CliError("TimeLimit", `${options.what} did not end within ${formatElapsed(waitedMs)}.`, {
    hint: goOn(options),
    exitReason: "timeLimit",
    remaining: [goesOn(options)],
  });
}

function noAnswer(options: WaitOptions, failures: number, failingMs: number, last: unknown): CliError {
  const azure = last instanceof CliError ? last.azure : undefined;
  const reason = last instanceof Error ? last.message : String(last);
  const message = `Azure gave no usable answer to ${failures} polls in ${formatElapsed(failingMs)}: ${reason}`;
  return new CliError("NoAnswer", message, {
    hint: goOn(options),
    cause: last,
    remaining: [goesOn(options)],
    ...(azure === undefined ? {} : { azure }),
  });
}

const goesOn = (options: WaitOptions) => `${options.what} goes on in Azure`;
const goOn = (options: WaitOptions) =>
  options.resume ?? "It goes on in Azure. Run the same command again: it goes on waiting where this one stopped.";
