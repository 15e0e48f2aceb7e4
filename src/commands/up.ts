import type { CommandDefinition } from "./command.js";
import { azureSettings } from "./options.js";
import { dryRunOption, type DryRunOptions } from "./pool-options.js";
import { addUpOptions, type UpOptions } from "./up-options.js";

export const command: CommandDefinition<UpOptions & DryRunOptions> = {
  name: "up",
  summary: "Make a cluster with a sandbox node pool (or reuse it), its kubeconfig entry and its RuntimeClass",
  description:
    "Makes what is missing and leaves what is there: resource group, cluster, sandbox pool, kubeconfig entry and RuntimeClass. " +
    "It can be run again at any time: it goes on with what is still being made.",
  examples: [
    "aks-sandbox up -g tenants-rg -c tenants --location westus3 --node-vm-size Standard_D8s_v5 --node-count 3",
    "aks-sandbox up -g tenants-rg -c tenants --enable-cluster-autoscaler --min-count 1 --max-count 5 --yes -o json",
  ],
  configure(command) {
    addUpOptions(command);
    command.addOption(dryRunOption());
  },
  async run(context, options) {
    const { resolveSpec } = await import("../spec/resolve.js");
    const spec = resolveSpec(options, context.runtimes);
    if (options.dryRun) return (await import("../workflows/plan.js")).planUp(spec, context.runtimes);
    const { runUp } = await import("../workflows/up.js");
    return runUp(context, spec, { azure: azureSettings(options), timeoutMs: options.timeoutMs, wait: options.wait });
  },
};
