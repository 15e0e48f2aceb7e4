import type { ClusterAccessOptions, NewClusterOptions } from "../../spec/resolve.js";
import type { CommandDefinition } from "../command.js";
import {
  addAzureOptions,
  addClusterOptions,
  addConfirmOption,
  addOutputOptions,
  addWaitOptions,
  azureSettings,
  locationOption,
  type AzureOptions,
  type ClusterOptions,
  type ConfirmOptions,
  type OutputOptions,
  type WaitOptions,
} from "../options.js";
import { addNewClusterOptions, addPreflightOptions } from "../pool-options.js";

type Options = ClusterOptions & { readonly location?: string } & NewClusterOptions &
  Pick<ClusterAccessOptions, "skipCheck" | "skipPreflight"> &
  AzureOptions &
  WaitOptions &
  ConfirmOptions &
  OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "cluster create",
  summary: "Make a cluster with its system pool, without a sandbox pool yet",
  examples: ["aks-sandbox cluster create -g tenants-rg -c tenants --location westus3"],
  configure(command) {
    addClusterOptions(command);
    command.addOption(locationOption());
    addNewClusterOptions(command, false);
    addPreflightOptions(command);
    addAzureOptions(command);
    addWaitOptions(command);
    addConfirmOption(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { resolveNewCluster, resolveSkippedChecks, resolveTarget } = await import("../../spec/resolve.js");
    const spec = {
      ...resolveTarget(options),
      newCluster: resolveNewCluster(options),
      pool: undefined,
      useKubernetes: false,
      skipChecks: resolveSkippedChecks(options),
    };
    const [{ createClusterSteps }, { runChange }, { checkNewCluster }] = await Promise.all([
      import("../../workflows/cluster-steps.js"),
      import("../../workflows/change.js"),
      import("../../workflows/check-request.js"),
    ]);
    await checkNewCluster(spec);
    const settings = { azure: azureSettings(options), timeoutMs: options.timeoutMs, wait: options.wait };
    return runChange("ClusterCreateResult", context, settings, createClusterSteps(spec));
  },
};
