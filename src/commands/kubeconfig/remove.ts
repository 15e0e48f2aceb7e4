import type { CommandDefinition } from "../command.js";
import { addOutputOptions, type OutputOptions } from "../options.js";
import { Setting } from "../setting.js";

type Options = { readonly context: string; readonly kubeconfig?: string } & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "kubeconfig remove",
  summary: "Remove a context from your kubeconfig file, with its cluster and user where nothing else uses them",
  examples: ["aks-sandbox kubeconfig remove --context tenants"],
  configure(command) {
    command
      .optionsGroup("Kubeconfig options:")
      .addOption(new Setting("--context <name>", "name of the context").need())
      .addOption(new Setting("--kubeconfig <file>", "file to change (default: the one that kubectl writes)"));
    addOutputOptions(command);
  },
  async run(context, options) {
    const { removeContext } = await import("../../workflows/kubeconfig.js");
    return removeContext(context, options.context, options.kubeconfig);
  },
};
