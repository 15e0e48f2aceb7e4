import type { Context } from "../context.js";
import type { StepProgress } from "../steps/step.js";
import { formatElapsed, formatUsual } from "./elapsed.js";
import type { Progress } from "./progress.js";

/** A line with the time of day (UTC) when a step starts, when what it says changes, and when it ends. For logs. */
export function plainProgress({ stderr, clock }: Pick<Context, "stderr" | "clock">): Progress {
  const steps = new Map<string, { readonly title: string; readonly startedMs: number; said: string }>();
  const line = (text: string) => {
    stderr.write(`${new Date(clock.now()).toISOString().slice(11, 19)}Z  ${text}\n`);
  };
  const titleOf = (id: string) => steps.get(id)?.title ?? id;
  const after = (id: string) => formatElapsed(clock.elapsedMs() - (steps.get(id)?.startedMs ?? clock.elapsedMs()));
  return {
    start: (id, title) => {
      steps.set(id, { title, startedMs: clock.elapsedMs(), said: "" });
      line(`${title} ...`);
    },
    update: (id, update) => {
      const step = steps.get(id);
      const text = describeUpdate(update);
      if (step === undefined || text === "" || text === step.said) return;
      step.said = text;
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
