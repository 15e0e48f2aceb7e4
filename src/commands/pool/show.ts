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
import { addPoolNameOption, type PoolNameOptions } from "../pool-options.js";

export const command: CommandDefinition<PoolNameOptions & ClusterOptions & AzureOptions & OutputOptions> = {
  name: "pool show",
  summary: "Show a node pool",
  configure(command) {
    addClusterOptions(command);
    addPoolNameOption(command);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, { checkPoolName }, { showPool }] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../spec/names.js"),
      import("../../workflows/show.js"),
    ]);
    const target = { ...resolveTarget(options), pool: checkPoolName(options.name) };
    return showPool(context, azureSettings(options), target);
  },
};
