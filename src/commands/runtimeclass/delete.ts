import type { CommandDefinition } from "../command.js";
import {
  addAzureOptions,
  addClusterOptions,
  addConfirmOption,
  addOutputOptions,
  azureSettings,
  type AzureOptions,
  type ClusterOptions,
  type ConfirmOptions,
  type OutputOptions,
} from "../options.js";
import { Setting } from "../setting.js";
import { addRuntimeClassOption, runtimeOption, type RuntimeClassOptions } from "../pool-options.js";
import { runtimeNames } from "../runtime-names.js";

type Options = ClusterOptions &
  RuntimeClassOptions & { readonly uninstall: boolean } & AzureOptions &
  ConfirmOptions &
  OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "runtimeclass delete",
  summary: "Delete a RuntimeClass that is not AKS's own, after asking",
  description: `Deletes the class. Where the program has installed the runtime on the nodes (${runtimeNames.byRun.join(", ")}), --uninstall takes it off them again: it waits until no pod uses it, puts the nodes back as they were, and deletes the installer.`,
  examples: runtimeNames.byRun.map(
    (id) => `aks-sandbox runtimeclass delete -g tenants-rg -c tenants --runtime ${id} --uninstall`,
  ),
  configure(command) {
    addClusterOptions(command);
    addRuntimeClassOption(command);
    command
      .addOption(runtimeOption())
      .addOption(new Setting("--uninstall", "take the runtime off the nodes, too").default(false));
    addAzureOptions(command);
    addConfirmOption(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, workflow] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/runtime-class.js"),
    ]);
    const [{ readRuntime }, { defaultRuntime }] = await Promise.all([
      import("../../spec/runtime-choice.js"),
      import("../../runtimes/index.js"),
    ]);
    const runtime =
      options.runtime === undefined ? defaultRuntime : readRuntime("--runtime", options.runtime, context.runtimes);
    return workflow.removeRuntimeClass(context, azureSettings(options), resolveTarget(options), {
      name: options.runtimeClass ?? runtime.runtimeClass.name,
      uninstalls: options.uninstall ? runtime : undefined,
    });
  },
};
