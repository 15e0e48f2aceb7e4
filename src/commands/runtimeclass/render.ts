import type { CommandDefinition } from "../command.js";
import { addOutputOptions, type OutputOptions } from "../options.js";
import { addRuntimeClassOption, runtimeOption, type RuntimeClassOptions } from "../pool-options.js";

type Options = RuntimeClassOptions & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "runtimeclass render",
  summary: "Print the RuntimeClass manifest; asks nobody",
  configure(command) {
    addRuntimeClassOption(command);
    command.addOption(runtimeOption());
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ readRuntime }, { renderClass }, { defaultRuntime }] = await Promise.all([
      import("../../spec/runtime-choice.js"),
      import("../../workflows/runtime-class.js"),
      import("../../runtimes/index.js"),
    ]);
    const runtime =
      options.runtime === undefined ? defaultRuntime : readRuntime("--runtime", options.runtime, context.runtimes);
    return renderClass(runtime, options.runtimeClass ?? runtime.runtimeClass.name);
  },
};
