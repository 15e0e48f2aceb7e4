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

export const command: CommandDefinition<ClusterOptions & AzureOptions & OutputOptions> = {
  name: "pool list",
  summary: "List the node pools of a cluster with their runtimes",
  configure(command) {
    addClusterOptions(command);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, { listPools }] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/show.js"),
    ]);
    return listPools(context, azureSettings(options), resolveTarget(options));
  },
};
