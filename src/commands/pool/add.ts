import type { Command } from "commander";
import type { ClusterAccessOptions, PoolOptions } from "../../spec/resolve.js";
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
import {
  addInstallerOptions,
  addPoolOptions,
  addPreflightOptions,
  addRuntimeClassOption,
  dryRunOption,
  noKubernetesOption,
  type DryRunOptions,
} from "../pool-options.js";
import { Setting } from "../setting.js";

/** `--set` says the same as `--set-pool`: the pool is all that this command makes. */
type Options = DryRunOptions & { readonly set?: readonly string[] } & ClusterOptions &
  PoolOptions &
  ClusterAccessOptions &
  AzureOptions &
  WaitOptions &
  ConfirmOptions &
  OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "pool add",
  summary: "Add a sandbox node pool to a cluster that exists, and its RuntimeClass",
  description:
    "Makes the pool where it is missing, waits until its nodes can be used, and applies the RuntimeClass. " +
    "The kubeconfig file is not touched: see aks-sandbox kubeconfig merge.",
  examples: [
    "aks-sandbox pool add -g tenants-rg -c existing --name sandbox --enable-cluster-autoscaler --min-count 1 --max-count 5",
    "aks-sandbox pool add -g tenants-rg -c existing --node-count 3 --zones 1 2 3 --no-wait",
  ],
  configure(command: Command) {
    addClusterOptions(command);
    addPoolOptions(command);
    addInstallerOptions(command);
    command.addOption(new Setting("--set <path=value...>", "the same as --set-pool"));
    addRuntimeClassOption(command);
    addPreflightOptions(command);
    command.addOption(noKubernetesOption()).addOption(dryRunOption());
    addAzureOptions(command);
    addWaitOptions(command);
    addConfirmOption(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { resolveSpec } = await import("../../spec/resolve.js");
    const { set = [], setPool = [], ...others } = options;
    const spec = resolveSpec({ ...others, setPool: [...setPool, ...set] }, context.runtimes);
    if (options.dryRun) return (await import("../../workflows/plan.js")).planPoolAdd(spec, context.runtimes);
    const { runPoolAdd } = await import("../../workflows/up.js");
    return runPoolAdd(context, spec, {
      azure: azureSettings(options),
      timeoutMs: options.timeoutMs,
      wait: options.wait,
    });
  },
};
