import { runtimeName } from "../runtimes/index.js";
import type { RenderedInstaller } from "../runtimes/installer.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { InstallerChoice } from "../spec/installer-choice.js";

/** The whole command line for a shell with which a person puts the runtime on the nodes, where the run does not. */
export function installCommand(
  runtime: SandboxRuntime,
  { image, settings }: InstallerChoice,
  { install }: RenderedInstaller,
): string {
  const words = [
    ...(image === undefined ? [] : ["--installer-image", image]),
    ...Object.entries(settings).flatMap(([name, value]) => ["--installer-setting", quoted(`${name}=${value}`)]),
  ];
  const flags = ["--runtime", runtimeName(runtime), "--installer", ...words];
  return `aks-sandbox runtimeclass render ${flags.join(" ")} | ${install}`;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
