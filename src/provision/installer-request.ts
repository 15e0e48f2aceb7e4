import type { JsonObject } from "../json.js";
import type { RenderedInstaller } from "../runtimes/installer.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { InstallerChoice } from "../spec/installer-choice.js";
import type { PoolSpec } from "../spec/sandbox-spec.js";
import { installCommand } from "./install-command.js";

/** The objects and texts of a runtime's installer; undefined where AKS brings the runtime. */
export async function renderInstaller(
  runtime: SandboxRuntime,
  choice: InstallerChoice | undefined,
  job: "install" | "uninstall" = "install",
): Promise<RenderedInstaller | undefined> {
  const { installer, id, runtimeClass } = runtime;
  if (installer === undefined || choice === undefined) return undefined;
  const content = await installer.load();
  return content.render({ runtimeId: id, handler: runtimeClass.handler, job, ...choice });
}

/** What is installed, for a JSON document: the objects that the run applies, or what a person passes to the command. */
export function installerData(runtime: SandboxRuntime, rendered: RenderedInstaller | undefined): JsonObject {
  if (rendered === undefined) return {};
  if (runtime.installer?.appliedBy === "run") return { installer: rendered.objects };
  const { text, install, uninstall } = rendered;
  return { installation: { input: text, install, uninstall } };
}

/** The command with which a person installs the runtime; undefined where AKS or the run does. */
export function userCommand(
  { runtime, installer: choice }: PoolSpec,
  rendered: RenderedInstaller | undefined,
): string | undefined {
  if (rendered === undefined || choice === undefined || runtime.installer?.appliedBy !== "user") return undefined;
  return installCommand(runtime, choice, rendered);
}
