import type { KubeconfigOptions } from "../../spec/resolve.js";
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
import { addKubeconfigOptions } from "../pool-options.js";

export const command: CommandDefinition<ClusterOptions & KubeconfigOptions & AzureOptions & OutputOptions> = {
  name: "kubeconfig merge",
  summary: "Merge a cluster's entry into your kubeconfig file",
  examples: ["aks-sandbox kubeconfig merge -g tenants-rg -c tenants --set-current"],
  configure(command) {
    addClusterOptions(command);
    addKubeconfigOptions(command);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { resolveKubeconfig, resolveTarget } = await import("../../spec/resolve.js");
    const { mergeCluster } = await import("../../workflows/kubeconfig.js");
    return mergeCluster(context, azureSettings(options), resolveTarget(options), resolveKubeconfig(options));
  },
};
