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
  name: "cluster show",
  summary: "Show a cluster and its node pools",
  configure(command) {
    addClusterOptions(command);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, { showCluster }] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/show.js"),
    ]);
    return showCluster(context, azureSettings(options), resolveTarget(options));
  },
};
