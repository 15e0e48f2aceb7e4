import type { PoolOptions } from "../../spec/resolve.js";
import type { CommandDefinition } from "../command.js";
import {
  addAzureOptions,
  addGroup,
  addOutputOptions,
  azureSettings,
  locationOption,
  type AzureOptions,
  type OutputOptions,
} from "../options.js";
import { runtimeOption } from "../pool-options.js";
import { Setting } from "../setting.js";

type Options = Pick<PoolOptions, "nodeVmSize" | "zones" | "runtime"> & {
  readonly location: string;
  readonly nodeCount: string;
} & AzureOptions &
  OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "preflight sizes",
  summary: "List the VM sizes of a region: which can carry a sandbox pool, and why others cannot",
  description:
    "Judges every VM size that Azure offers in the region by the checks of preflight: processor, generation, nested " +
    "virtualization, zones, and quota for that many nodes with surge. AKS keeps a list of its own: no size is promised.",
  examples: [
    "aks-sandbox preflight sizes --location westus3",
    "aks-sandbox preflight sizes --location westus3 --node-vm-size Standard_D4as_v4 --zones 1 2 --node-count 3",
  ],
  configure(command) {
    addGroup(command, "Pool options:", [
      locationOption().need(),
      new Setting("--node-vm-size <size>", "list the nearest to this size first (same vCPUs, then memory)"),
      new Setting("--zones <zone...>", "availability zones that a size must have, e.g. 1 2 3"),
      new Setting("--node-count <n>", "number of nodes that quota must suffice for").default("1"),
      runtimeOption(),
    ]);
    addAzureOptions(command);
    addOutputOptions(command);
  },
  async run(context, options) {
    const [{ checkLocation }, { resolvePool }, { listSizes }] = await Promise.all([
      import("../../spec/names.js"),
      import("../../spec/resolve.js"),
      import("../../workflows/sizes.js"),
    ]);
    const { nodeVmSize, zones = [], runtime, nodeCount } = options;
    const pool = resolvePool({ zones, runtime, nodeCount }, context.runtimes);
    return listSizes(context, azureSettings(options), checkLocation(options.location), pool, nodeVmSize);
  },
};
