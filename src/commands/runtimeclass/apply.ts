import type { CommandDefinition } from "../command.js";
import {
  addAzureOptions,
  addClusterOptions,
  addOutputOptions,
  azureSettings,
  type AzureOptions,
  type ClusterOptions,
  type OutputOptions,
} from "../options.js";
import { addRuntimeClassOption, runtimeOption, type RuntimeClassOptions } from "../pool-options.js";
import { Setting } from "../setting.js";

type Options = ClusterOptions &
  RuntimeClassOptions & { readonly forceConflicts: boolean } & AzureOptions &
  OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "runtimeclass apply",
  summary: "Apply the RuntimeClass for the sandbox pools of a cluster",
  configure(command) {
    addClusterOptions(command);
    addRuntimeClassOption(command);
    command
      .addOption(runtimeOption())
      .addOption(new Setting("--force-conflicts", "take over fields that another manager has set").default(false));
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, workflow] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/runtime-class.js"),
    ]);
    const { readRuntime } = await import("../../spec/runtime-choice.js");
    return workflow.applyRuntimeClass(context, azureSettings(options), resolveTarget(options), {
      runtime: options.runtime === undefined ? undefined : readRuntime("--runtime", options.runtime, context.runtimes),
      name: options.runtimeClass,
      force: options.forceConflicts,
    });
  },
};
