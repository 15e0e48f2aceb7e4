import { CliError } from "../../errors.js";
import type { Node } from "../../kubernetes/kubernetes.js";
import type { RenderedInstaller } from "../../runtimes/installer.js";
import { aksPoolLabel } from "../../runtimes/marks.js";
import type { InstallerChoice } from "../../spec/installer-choice.js";
import type { PoolSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { installCommand } from "../install-command.js";
import { renderInstaller } from "../installer-request.js";
import { found, type RunState } from "../run-state.js";

/**
 * Where a person puts the runtime on the nodes: goes on once it is on one of them, else ends the run with the command. A run
 * that waited would keep a pipeline from its next step. `undefined` where AKS or the run brings the runtime. Changes nothing.
 */
export function userInstallerStep(pool: PoolSpec): Step<RunState> | undefined {
  const { runtime, installer: choice, name } = pool;
  const { installer } = runtime;
  if (installer?.appliedBy !== "user" || choice === undefined) return undefined;
  const { handler } = runtime.runtimeClass;
  return {
    id: "installer",
    title: `Installer of ${runtime.id}`,
    plan: () =>
      `look for the handler ${handler} on pool ${name}; where it is missing, end with the command that installs it: ${installer.title} is not run by this program`,
    async run(state) {
      const { nodes } = found(state.kubernetes, "connection to the cluster");
      const present = await nodes.list(`${aksPoolLabel}=${name}`, state.signal);
      const live = found(state.pool, "pool");
      if (live.autoscaling?.minCount === 0 && present.length === 0) {
        return { status: "unchanged", detail: "no node yet: the autoscaler's minimum is 0" };
      }
      if (present.some((node) => hasHandler(node, handler))) return { status: "unchanged", detail: "installed" };
      const rendered = found(await renderInstaller(runtime, choice), "installer");
      throw notInstalled(pool, choice, rendered, state.changed);
    },
  };
}

function hasHandler({ runtimeHandlers }: Node, handler: string): boolean {
  return runtimeHandlers?.includes(handler) === true;
}

function notInstalled(
  { runtime, name }: PoolSpec,
  choice: InstallerChoice,
  rendered: RenderedInstaller,
  changed: boolean,
): CliError {
  const command = installCommand(runtime, choice, rendered);
  return new CliError(
    "RuntimeNotInstalled",
    `pool ${name} is there, and no node of it has the handler ${runtime.runtimeClass.handler}: ${runtime.id} is yours to install (${runtime.installer?.title ?? ""})`,
    {
      changed,
      remaining: [`put ${runtime.id} on the nodes: ${command}`],
      hint: `${command}; then run the same command again`,
    },
  );
}
