import type { CommandContext, CommandDefinition } from "../../src/commands/command.js";
import type { CommandEntry } from "../../src/commands/index.js";
import {
  addClusterOptions,
  addConfirmOption,
  addOutputOptions,
  addWaitOptions,
  type ClusterOptions,
  type ConfirmOptions,
  type OutputOptions,
  type WaitOptions,
} from "../../src/commands/options.js";
import type { CommandResult } from "../../src/report/result.js";

export type SampleOptions = ClusterOptions & WaitOptions & ConfirmOptions & OutputOptions;

/** A command `pool sample` with the shared flags, doing what a test wants. `loads` counts how often it was loaded. */
export function sampleEntry(
  run: (context: CommandContext, options: SampleOptions) => Promise<CommandResult | undefined>,
): CommandEntry & { loads(): number } {
  let loads = 0;
  const definition: CommandDefinition<SampleOptions> = {
    name: "pool sample",
    summary: "Does what a test wants",
    examples: ["aks-sandbox pool sample -g tenants-rg -c tenants"],
    configure: (command) => {
      addClusterOptions(command);
      addWaitOptions(command);
      addConfirmOption(command);
      addOutputOptions(command);
    },
    run,
  };
  return {
    name: definition.name,
    summary: definition.summary,
    load: () => {
      loads += 1;
      return Promise.resolve(definition);
    },
    loads: () => loads,
  };
}

/** A result that says nothing but what is given. */
export function sampleResult(fields: Partial<CommandResult> = {}): CommandResult {
  return {
    kind: "SampleResult",
    data: {},
    exitReason: "done",
    changed: false,
    remaining: [],
    table: () => "sample\n",
    ...fields,
  };
}
