import type { CommandContext } from "../commands/command.js";
import type { CommandResult } from "../report/result.js";
import type { RunState } from "../provision/run-state.js";
import type { Step } from "../steps/step.js";
import { runWorkflow, type RunSettings } from "./run.js";

/** Runs steps whose outcome is told by the steps themselves: creations without a pool, deletions. */
export async function runChange(
  kind: string,
  context: CommandContext,
  settings: RunSettings,
  steps: readonly Step<RunState>[],
): Promise<CommandResult> {
  const { state, steps: records, exitReason, remaining } = await runWorkflow(context, settings, steps);
  const last = records.at(-1);
  return {
    kind,
    exitReason,
    changed: state.changed,
    remaining,
    data: {
      subscriptionId: state.azure.subscriptionId,
      ...(state.preflight === undefined ? {} : { preflight: state.preflight }),
      steps: records,
    },
    table: () => `${last?.title ?? ""}: ${last?.detail ?? last?.status ?? ""}\n`,
  };
}
