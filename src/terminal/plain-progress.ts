import type { Context } from "../context.js";
import type { StepProgress } from "../steps/step.js";
import { formatElapsed, formatUsual } from "./elapsed.js";
import type { Progress } from "./progress.js";

/** A log that stays silent longer looks hung, and some CI systems end such a job. */
const longestSilenceMs = 60_000;

/**
 * For logs: a line with the time of day (UTC) when a step starts, when what it says changes, once a minute (with
 * `verbose` at each update) and when it ends.
 */
export function plainProgress({ stderr, clock }: Pick<Context, "stderr" | "clock">, verbose: boolean): Progress {
  const steps = new Map<string, { readonly title: string; readonly startedMs: number; said: string; saidMs: number }>();
  const line = (text: string) => {
    stderr.write(`${new Date(clock.now()).toISOString().slice(11, 19)}Z  ${text}\n`);
  };
  const titleOf = (id: string) => steps.get(id)?.title ?? id;
  const after = (id: string) => formatElapsed(clock.elapsedMs() - (steps.get(id)?.startedMs ?? clock.elapsedMs()));
  return {
    start: (id, title) => {
      steps.set(id, { title, startedMs: clock.elapsedMs(), said: "", saidMs: clock.elapsedMs() });
      line(`${title} ...`);
    },
    update: (id, update) => {
      const step = steps.get(id);
      const text = describeUpdate(update);
      if (step === undefined || text === "") return;
      const isDue = clock.elapsedMs() - step.saidMs >= longestSilenceMs;
      if (text === step.said && !isDue && !verbose) return;
      step.said = text;
      step.saidMs = clock.elapsedMs();
      line(`${step.title}: ${text} (${after(id)})`);
    },
    note: line,
    warn: (text) => {
      line(`warning: ${text}`);
    },
    end: (id, outcome) => {
      line(`${titleOf(id)}: ${outcome.detail ?? outcome.status} (${after(id)})`);
    },
    fail: (id) => {
      line(`${titleOf(id)}: failed (${after(id)})`);
    },
    stop: () => undefined,
  };
}

/** What an update says, in words: `Creating, 2/3 nodes ready, usually 5 min`; empty when it says nothing. */
export function describeUpdate(update: StepProgress): string {
  const parts: string[] = [];
  if (update.stage !== undefined) parts.push(update.stage);
  if (update.nodesReady !== undefined) {
    parts.push(`${update.nodesReady.ready}/${update.nodesReady.asked} nodes ready`);
  }
  if (update.usualMs !== undefined) parts.push(`usually ${formatUsual(update.usualMs)}`);
  return parts.join(", ");
}
