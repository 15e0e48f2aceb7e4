import type { RenderedInstaller } from "../runtimes/installer.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { InstallerChoice } from "../spec/installer-choice.js";

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
