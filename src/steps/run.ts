import type { Clock } from "../clock.js";
import type { Progress } from "../terminal/progress.js";
import type { Step, StepRecord } from "./step.js";

/**
 * Runs the steps in order, times and renders them. The first step that throws ends the run: its error is thrown as it
 * is, after `records` holds what had been done. `records` is the caller's, so that it survives an error. A step that ends
 * with `started` (`--no-wait`) ends the run as well. Returns the steps that were not run.
 */
export async function runSteps<State>(
  steps: readonly Step<State>[],
  state: State,
  tools: { readonly clock: Clock; readonly progress: Progress; readonly signal: AbortSignal },
  records: StepRecord[],
): Promise<readonly Step<State>[]> {
  for (const [index, step] of steps.entries()) {
    tools.signal.throwIfAborted();
    const started = tools.clock.elapsedMs();
    tools.progress.start(step.id, step.title);
    try {
      const outcome = await step.run(state, {
        progress: (update) => {
          tools.progress.update(step.id, update);
        },
        note: (text) => {
          tools.progress.note(text);
        },
      });
      tools.progress.end(step.id, outcome);
      records.push({
        id: step.id,
        title: step.title,
        status: outcome.status,
        detail: outcome.detail,
        elapsedMs: Math.round(tools.clock.elapsedMs() - started),
      });
      if (outcome.status === "started") return steps.slice(index + 1);
    } catch (error) {
      tools.progress.fail(step.id, error);
      throw error;
    }
  }
  return [];
}
