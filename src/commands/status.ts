import type { CommandDefinition } from "./command.js";
import {
  addAnyClusterOptions,
  addAzureOptions,
  addGroup,
  addOutputOptions,
  azureSettings,
  type AzureOptions,
  type OutputOptions,
} from "./options.js";
import { Setting } from "./setting.js";

export interface StatusOptions extends AzureOptions, OutputOptions {
  readonly resourceGroup?: string;
  readonly cluster?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly watch: boolean;
}

export const command: CommandDefinition<StatusOptions> = {
  name: "status",
  summary: "Show a cluster at a glance: pools, nodes, handlers, RuntimeClasses, sandboxed pods, findings",
  description:
    "Looks at the cluster in Azure and through its API server, and changes nothing: pools with runtime, image, state and " +
    "versions, nodes with handlers, RuntimeClasses with their usability, pods of each class and nodes that sandboxed pods " +
    "share, operations under way, and findings with cures. It proves no isolation: verify does.",
  examples: ["aks-sandbox status -g tools -c prod", "aks-sandbox status --context prod --watch"],
  configure(command) {
    addAnyClusterOptions(command);
    addGroup(command, "Watch options:", [
      new Setting(
        "-w, --watch",
        "show it again whenever it changes, until Ctrl-C (exit code 130); with -o json a document a line",
      ).default(false),
    ]);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const { resolveStatus } = await import("../spec/resolve-status.js");
    const spec = resolveStatus(options);
    if (options.watch) {
      const { watchStatus } = await import("../workflows/status-watch.js");
      return watchStatus(context, azureSettings(options), spec, options.output);
    }
    const { runStatus } = await import("../workflows/status.js");
    return runStatus(context, azureSettings(options), spec);
  },
};
