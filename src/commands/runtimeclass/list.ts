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

type Options = ClusterOptions & AzureOptions & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "runtimeclass list",
  summary: "List the RuntimeClasses of a cluster, and who manages them",
  configure(command) {
    addClusterOptions(command);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, workflow] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/runtime-class.js"),
    ]);
    return workflow.listRuntimeClasses(context, azureSettings(options), resolveTarget(options));
  },
};
