import type { CommandContext } from "../commands/command.js";
import type { Cluster } from "../azure/azure.js";
import type { AzureSettings } from "../context.js";
import { CliError } from "../errors.js";
import { deleteRuntimeClass, ensureRuntimeClass } from "../kubernetes/ensure-runtime-class.js";
import type { KubernetesConnection, RuntimeClass } from "../kubernetes/kubernetes.js";
import { renderRuntimeClass } from "../kubernetes/runtime-class-manifest.js";
import { checkRuntimeClassName, isManagedByAks, isOurs } from "../kubernetes/runtime-class-rules.js";
import { installerData, renderInstaller } from "../provision/installer-request.js";
import { checkUninstallable, uninstall } from "../provision/uninstall.js";
import { markedPool, runtimeClassFor } from "../provision/runtime-class-for.js";
import type { CommandResult } from "../report/result.js";
import { formatTable } from "../report/table.js";
import { defaultRuntime, isPoolOf, runtimeOfPool } from "../runtimes/index.js";
import type { RuntimeTable, SandboxRuntime } from "../runtimes/runtime.js";
import type { InstallerChoice } from "../spec/installer-choice.js";
import type { RuntimeClassChoice } from "../spec/sandbox-spec.js";
import type { Target } from "../spec/resolve.js";
import { connectCluster } from "./connect-cluster.js";
import { getCluster } from "./show.js";

interface Connected {
  readonly cluster: Cluster;
  readonly kubernetes: KubernetesConnection;
}

/** Writes our class for the pools of one runtime. `runtime` undefined: that of the cluster's only kind of sandbox pool; `name` undefined: the runtime's own. */
export async function applyRuntimeClass(
  context: CommandContext,
  azure: AzureSettings,
  target: Target,
  wanted: { readonly runtime: SandboxRuntime | undefined; readonly name: string | undefined; readonly force: boolean },
): Promise<CommandResult> {
  if (wanted.name !== undefined) checkRuntimeClassName(wanted.name, context.runtimes);
  const { cluster, kubernetes } = await connect(context, azure, target);
  const runtime = wanted.runtime ?? onlyRuntime(cluster, context.runtimes);
  const name = wanted.name ?? runtime.runtimeClass.name;
  const pools = cluster.pools.filter((pool) => isPoolOf(runtime, pool));
  if (pools.length === 0) {
    throw new CliError("NoSuchPool", `cluster ${cluster.name} has no pool with ${runtime.id}`, {
      exitReason: "notFound",
      hint: `add one: aks-sandbox pool add -g ${target.resourceGroup} -c ${cluster.name} --runtime ${runtime.id} --node-count 3`,
    });
  }
  const choice: RuntimeClassChoice = { name, overhead: runtime.runtimeClass.overhead.podFixed };
  const rendered = await renderRuntimeClass(runtimeClassFor(runtime, choice, pools), context.runtimes);
  const { status, live, differences } = await ensureRuntimeClass(
    kubernetes,
    rendered,
    wanted,
    context.signal,
    context.runtimes,
  );
  const changed = status === "changed";
  return result(
    "RuntimeClassApplyResult",
    { runtimeClass: live, status, differences, isolation: "not checked" },
    changed,
    () => `RuntimeClass ${live.name} (handler ${live.handler}): ${changed ? "applied" : "as it should be"}\n`,
  );
}

/** Without `--runtime` the cluster must have one kind of sandbox pool: one class cannot serve old and new names together. */
function onlyRuntime(cluster: Cluster, rows: RuntimeTable): SandboxRuntime {
  const kinds = new Set(cluster.pools.map((pool) => runtimeOfPool(pool, rows)).filter((row) => row !== undefined));
  const [first, second] = kinds;
  if (first === undefined || second === undefined) return first ?? defaultRuntime;
  throw new CliError(
    "SeveralRuntimes",
    `cluster ${cluster.name} has pools of ${first.id} and of ${second.id}, and one RuntimeClass cannot serve both`,
    {
      exitReason: "refused",
      hint: `write one each: --runtime ${first.id}, and --runtime ${second.id} --runtime-class NAME`,
    },
  );
}

export async function listRuntimeClasses(
  context: CommandContext,
  azure: AzureSettings,
  target: Target,
): Promise<CommandResult> {
  const { kubernetes } = await connect(context, azure, target);
  const runtimeClasses = await kubernetes.runtimeClasses.list(context.signal);
  const rows = runtimeClasses.map((live) => ({ ...live, managedBy: managerOf(live, context.runtimes) }));
  return result("RuntimeClassList", { runtimeClasses: rows }, false, ({ width }) =>
    formatTable(
      ["name", "handler", "managed by", "memory overhead", "node selector"],
      rows.map((row) => [
        row.name,
        row.handler,
        row.managedBy,
        row.overhead["memory"] ?? "",
        Object.entries(row.nodeSelector)
          .map(([key, value]) => `${key}=${value}`)
          .join(","),
      ]),
      width,
    ),
  );
}

function managerOf(live: RuntimeClass, rows: RuntimeTable): string {
  if (isManagedByAks(live, rows)) return "AKS";
  return isOurs(live) ? "aks-sandbox" : (live.fieldManagers[0] ?? "");
}

/** The manifests alone: the installer's, where one is chosen, and the class's (not with `installerAlone`). Asks nobody. */
export async function renderClass(
  runtime: SandboxRuntime,
  name: string,
  choice: InstallerChoice | undefined,
  installerAlone: boolean,
  rows: RuntimeTable,
): Promise<CommandResult> {
  const wanted: RuntimeClassChoice = { name, overhead: runtime.runtimeClass.overhead.podFixed };
  const { manifest, yaml } = await renderRuntimeClass(runtimeClassFor(runtime, wanted, [markedPool(runtime)]), rows);
  const installer = await renderInstaller(runtime, choice);
  const data = { manifest, ...installerData(runtime, installer) };
  return result("RuntimeClassManifest", data, false, () => {
    if (installer === undefined) return yaml;
    // A chart's values are no manifest: they go to another command than the class.
    if (installerAlone || runtime.installer?.appliedBy === "user") return installer.text;
    return `${installer.text}---\n${yaml}`;
  });
}

/** Deletes the class; `uninstalls`: the runtime that is taken off the nodes after it. */
export async function removeRuntimeClass(
  context: CommandContext,
  azure: AzureSettings,
  target: Target,
  { name, uninstalls }: { readonly name: string; readonly uninstalls: SandboxRuntime | undefined },
): Promise<CommandResult> {
  checkRuntimeClassName(name, context.runtimes);
  if (uninstalls !== undefined) checkUninstallable(uninstalls);
  const { kubernetes } = await connect(context, azure, target);
  const also = uninstalls === undefined ? "" : ` ${uninstalls.id} is taken off the nodes.`;
  if (!(await context.confirm(`Delete RuntimeClass ${name}? Pods that name it can no longer be created.${also}`))) {
    throw new CliError("NotConfirmed", `RuntimeClass ${name} was not deleted: the answer was no`, {
      exitReason: "refused",
    });
  }
  const status = await deleteRuntimeClass(kubernetes, name, context.signal, context.runtimes);
  const deleted = status === "changed" ? `RuntimeClass ${name} deleted\n` : `there is no RuntimeClass ${name}\n`;
  if (uninstalls === undefined) {
    return result("RuntimeClassDeleteResult", { name, status }, status === "changed", () => deleted);
  }
  const installer = await uninstall({ ...context, kubernetes, changed: status === "changed" }, uninstalls);
  const data = { name, status, installer };
  return result("RuntimeClassDeleteResult", data, status === "changed" || installer.status === "removed", () =>
    installer.status === "removed"
      ? `${deleted}${uninstalls.id} is off ${installer.nodes} nodes, and its installer deleted\n`
      : `${deleted}there is no installer of ${uninstalls.id}\n`,
  );
}

async function connect(context: CommandContext, azure: AzureSettings, target: Target): Promise<Connected> {
  const connection = await context.connectAzure(azure);
  const cluster = await getCluster(connection, target, context.signal);
  return { cluster, kubernetes: await connectCluster(context, connection, cluster, target.resourceGroup) };
}

function result(kind: string, data: object, changed: boolean, table: CommandResult["table"]): CommandResult {
  return { kind, data, exitReason: "done", changed, remaining: [], table };
}
