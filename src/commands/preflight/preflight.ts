import type { CommandDefinition } from "../command.js";
import { addGroup, azureSettings } from "../options.js";
import { Setting } from "../setting.js";
import { addUpOptions, type UpOptions } from "../up-options.js";

interface OfflineOptions {
  readonly offline: boolean;
}

export const command: CommandDefinition<UpOptions & OfflineOptions> = {
  name: "preflight",
  summary: "Check whether up with these flags would be refused, and by what; changes nothing",
  description:
    "Looks at the cluster, the region's VM sizes, quota, versions, permissions and locks, and applies every check that up " +
    "applies before its first change. Exit code 5 when something refuses, 6 when nothing but quota does.",
  examples: [
    "aks-sandbox preflight -g tenants-rg -c tenants --location westus3 --node-vm-size Standard_D8s_v5 --node-count 3",
    "aks-sandbox preflight -g tenants-rg -c tenants --node-count 3 --offline",
  ],
  configure(command) {
    addUpOptions(command);
    addGroup(command, "Preflight options:", [
      new Setting(
        "--offline",
        "apply only what needs no Azure, as though nothing of what is asked for existed",
      ).default(false),
    ]);
  },
  async run(context, options) {
    const [{ resolveSpec }, { runPreflight }] = await Promise.all([
      import("../../spec/resolve.js"),
      import("../../workflows/preflight.js"),
    ]);
    const settings = { azure: azureSettings(options), timeoutMs: options.timeoutMs, wait: options.wait };
    return runPreflight(context, resolveSpec(options, context.runtimes), settings, options.offline);
  },
};
