import type { CommandContext } from "../commands/command.js";
import type { CommandResult } from "../report/result.js";
import type { AzureSettings } from "../context.js";
import { CliError } from "../errors.js";
import { locateKubeconfig } from "../kubernetes/kubeconfig-location.js";
import { mergeKubeconfig } from "../kubernetes/merge-kubeconfig.js";
import { removeFromKubeconfig } from "../kubernetes/remove-from-kubeconfig.js";
import type { Target } from "../spec/resolve.js";
import type { KubeconfigSpec } from "../spec/sandbox-spec.js";
import { getCluster } from "./show.js";

/** Gets the kubeconfig that Azure hands out for a cluster and merges it into the user's file. */
export async function mergeCluster(
  context: CommandContext,
  azure: AzureSettings,
  target: Target,
  wanted: KubeconfigSpec,
): Promise<CommandResult> {
  const location = await locateKubeconfig(wanted.path, context);
  const connection = await context.connectAzure(azure);
  const cluster = await getCluster(connection, target, context.signal);
  const kubeconfig = await connection.clusters.userKubeconfig(target.resourceGroup, cluster.name, context.signal);
  const { path: _path, ...options } = wanted;
  const merged = await mergeKubeconfig({ location, kubeconfig, ...options }, context, context.signal);
  if (merged.status === "printed") {
    context.progress.warn(`${merged.file} is left as it is: ${merged.reason}. ${merged.hint}`);
    const { status, file, contextName, entry } = merged;
    return result("KubeconfigMergeResult", { status, file, context: contextName, entry }, false, entry);
  }
  for (const note of merged.notes) context.progress.note(note);
  const { status, file, contextName, currentContext } = merged;
  const text =
    status === "changed"
      ? `context ${contextName} merged into ${file}${currentContext === contextName ? ", and current" : ""}\n`
      : `context ${contextName} in ${file} is as it should be\n`;
  return result(
    "KubeconfigMergeResult",
    { status, file, context: contextName, currentContext },
    status === "changed",
    text,
  );
}

export async function removeContext(
  context: CommandContext,
  contextName: string,
  path: string | undefined,
): Promise<CommandResult> {
  const location = await locateKubeconfig(path, context);
  const removed = await removeFromKubeconfig({ location, contextName, userName: undefined }, context, context.signal);
  const kind = "KubeconfigRemoveResult";
  const data = { ...removed, context: contextName };
  if (removed.status === "unchanged") return result(kind, data, false, `there is no context ${contextName}\n`);
  if (removed.status === "changed") {
    return result(kind, data, true, `removed from ${removed.file}: ${removed.removed.join(", ")}\n`);
  }
  throw new CliError("KubeconfigNotEditable", `${removed.file} is left as it is: ${removed.reason}`, {
    hint: removed.hint,
  });
}

function result(kind: string, data: object, changed: boolean, text: string): CommandResult {
  return { kind, data, exitReason: "done", changed, remaining: [], table: () => text };
}
