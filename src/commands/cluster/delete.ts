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

type Options = ClusterOptions & AzureOptions & WaitOptions & ConfirmOptions & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "cluster delete",
  summary: "Delete a cluster with everything on it, after asking",
  examples: ["aks-sandbox cluster delete -g tenants-rg -c tenants --yes"],
  configure(command) {
    addClusterOptions(command);

    addAzureOptions(command);
    addWaitOptions(command);
    addConfirmOption(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { resolveTarget } = await import("../../spec/resolve.js");
    const target = resolveTarget(options);

    const [{ deleteClusterSteps }, { runChange }] = await Promise.all([
      import("../../workflows/cluster-steps.js"),
      import("../../workflows/change.js"),
    ]);
    const settings = { azure: azureSettings(options), timeoutMs: options.timeoutMs, wait: options.wait };
    return runChange("ClusterDeleteResult", context, settings, deleteClusterSteps(target));
  },
};
