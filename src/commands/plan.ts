import type { CommandDefinition } from "./command.js";
import { addUpOptions, type UpOptions } from "./up-options.js";

export const command: CommandDefinition<UpOptions> = {
  name: "plan",
  summary: "Print the steps of up with these flags; asks nobody and changes nothing",
  examples: ["aks-sandbox plan -g tenants-rg -c tenants --location westus3 --node-count 3"],
  configure: addUpOptions,
  async run(context, options) {
    const [{ resolveSpec }, { planUp }] = await Promise.all([
      import("../spec/resolve.js"),
      import("../workflows/plan.js"),
    ]);
    return planUp(resolveSpec(options, context.runtimes), context.runtimes);
  },
};
