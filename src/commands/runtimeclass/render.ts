import type { InstallerOptions } from "../../spec/installer-choice.js";
import type { CommandDefinition } from "../command.js";
import { addGroup, addOutputOptions, type OutputOptions } from "../options.js";
import { Setting } from "../setting.js";
import {
  addInstallerOptions,
  addRuntimeClassOption,
  runtimeOption,
  type RuntimeClassOptions,
} from "../pool-options.js";
import { runtimeNames } from "../runtime-names.js";

type Options = RuntimeClassOptions & InstallerOptions & { readonly installer: boolean } & OutputOptions;

export const command: CommandDefinition<Options> = {
  name: "runtimeclass render",
  summary: "Print the RuntimeClass manifest; asks nobody",
  description:
    `Prints the RuntimeClass. With --installer-image (and --runtime ${runtimeNames.withImage.join(" or ")}) prints what puts the runtime on the nodes before it, as it would be applied. ` +
    `With --installer prints that alone: for ${runtimeNames.byUser.join(" and ")} what is to be piped into ${runtimeNames.appliedWith.join(" or ")}.`,
  examples: [
    "aks-sandbox runtimeclass render --runtime-class my-class",
    ...runtimeNames.withImage.map(
      (id) => `aks-sandbox runtimeclass render --runtime ${id} --installer-image REGISTRY/NAME@sha256:DIGEST`,
    ),
    ...runtimeNames.byUser.map((id) => `aks-sandbox runtimeclass render --runtime ${id} --installer`),
  ],
  configure(command) {
    addRuntimeClassOption(command);
    command.addOption(runtimeOption());
    addInstallerOptions(command);
    addGroup(command, "Installer options:", [
      new Setting(
        "--installer",
        "print what puts the runtime on the nodes alone: manifests, or a chart's values",
      ).default(false),
    ]);
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
    const { readInstaller } = await import("../../spec/installer-choice.js");
    const hasInstaller =
      options.installer || options.installerImage !== undefined || (options.installerSetting ?? []).length > 0;
    const installer = hasInstaller ? readInstaller(options, runtime) : undefined;
    return renderClass(
      runtime,
      options.runtimeClass ?? runtime.runtimeClass.name,
      installer,
      options.installer,
      context.runtimes,
    );
  },
};
