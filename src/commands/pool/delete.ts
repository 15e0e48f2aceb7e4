import type { CommandDefinition } from "../command.js";
import {
  addAzureOptions,
  addClusterOptions,
  addConfirmOption,
  addOutputOptions,
  addWaitOptions,
  azureSettings,
  type AzureOptions,
  type ClusterOptions,
  type ConfirmOptions,
  type OutputOptions,
  type WaitOptions,
} from "../options.js";
import { addPoolNameOption, type PoolNameOptions } from "../pool-options.js";

type Options = PoolNameOptions & ClusterOptions & AzureOptions & WaitOptions & ConfirmOptions & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "pool delete",
  summary: "Delete a node pool with its nodes, after asking",
  examples: ["aks-sandbox pool delete -g tenants-rg -c tenants --name sandbox --yes"],
  configure(command) {
    addClusterOptions(command);
    addPoolNameOption(command);
    addAzureOptions(command);
    addWaitOptions(command);
    addConfirmOption(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { resolveTarget } = await import("../../spec/resolve.js");
    const target = resolveTarget(options);
    const { checkPoolName } = await import("../../spec/names.js");
    const pool = checkPoolName(options.name);
    const [{ deletePoolSteps }, { runChange }] = await Promise.all([
      import("../../workflows/cluster-steps.js"),
      import("../../workflows/change.js"),
    ]);
    const settings = { azure: azureSettings(options), timeoutMs: options.timeoutMs, wait: options.wait };
    return runChange("PoolDeleteResult", context, settings, deletePoolSteps(target, pool));
  },
};
