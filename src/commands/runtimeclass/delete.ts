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
import { addRuntimeClassOption, type RuntimeClassOptions } from "../pool-options.js";

type Options = ClusterOptions & RuntimeClassOptions & AzureOptions & ConfirmOptions & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "runtimeclass delete",
  summary: "Delete a RuntimeClass that is not AKS's own, after asking",
  configure(command) {
    addClusterOptions(command);
    addRuntimeClassOption(command);
    addAzureOptions(command);
    addConfirmOption(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ resolveTarget }, workflow] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/runtime-class.js"),
    ]);
    const { defaultRuntimeClassName } = await import("../../runtimes/marks.js");
    const name = options.runtimeClass ?? defaultRuntimeClassName;
    return workflow.removeRuntimeClass(context, azureSettings(options), resolveTarget(options), name);
  },
};
