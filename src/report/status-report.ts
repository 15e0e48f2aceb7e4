import { nodesText } from "./pool-table.js";
import type { ClassStatus } from "../status/class-status.js";
import type { Finding, NodeStatus, PoolStatus, StatusView } from "../status/status.js";
import type { Style } from "../terminal/style.js";
import type { CommandResult } from "./result.js";
import { formatFields, formatTable } from "./table.js";
import { wrap } from "./wrap.js";

/** What every status says of itself. */
export const statusScope = "what Azure and the API server say of themselves; it proves no isolation (verify does)";

/** Rows of a table for people; `-o json` has all. */
const shownRows = 20;

/** The document and the text of a status. What could not be looked at decides the exit code; findings do not. */
export function statusReport(view: StatusView): CommandResult {
  return {
    kind: "Status",
    exitReason: view.unknown[0]?.exitReason ?? "done",
    changed: false,
    remaining: view.operations.map(({ on, state }) => `${on} is ${state} in Azure`),
    data: statusData(view),
    table: (style) => statusText(view, style),
  };
}

/** Plain data; null: not seen. */
function statusData({
  cluster,
  server,
  pools,
  nodes,
  runtimeClasses,
  pods,
  operations,
  findings,
  unknown,
}: StatusView) {
  return {
    scope: statusScope,
    cluster: cluster === undefined ? null : withoutPools(cluster),
    server: server ?? null,
    pools:
      pools?.map(({ pool: { eTag: _eTag, ...pool }, ...rest }) => ({
        ...pool,
        runtime: rest.runtime ?? null,
        nodes: rest.nodes ?? null,
        readyNodes: rest.readyNodes ?? null,
        virtual: rest.virtual,
      })) ?? null,
    nodes: nodes?.map((node) => ({ ...node, runtime: node.runtime ?? null })) ?? null,
    runtimeClasses: runtimeClasses?.map((one) => ({ ...one, reason: one.reason ?? null })) ?? null,
    pods:
      pods === undefined
        ? null
        : {
            total: pods.total,
            byClass: [...pods.byClass].map(([runtimeClass, counts]) => ({ runtimeClass, ...counts })),
            sharedNodes: pods.sharedNodes,
          },
    operations,
    findings,
    unknown,
  };
}

function withoutPools({ pools: _pools, eTag: _eTag, ...cluster }: NonNullable<StatusView["cluster"]>): object {
  return cluster;
}

function statusText(view: StatusView, style: Style): string {
  const { cluster, server, pools, nodes, runtimeClasses, pods, operations, unknown } = view;
  const fields = formatFields([
    ["cluster", cluster === undefined ? undefined : `${cluster.name} (${cluster.resourceGroup}, ${cluster.location})`],
    ["state", cluster === undefined ? undefined : `${cluster.provisioningState}, ${cluster.powerState}`],
    ["kubernetes", cluster?.currentKubernetesVersion],
    ["API server", server ?? cluster?.fqdn],
    ["nodes", nodes === undefined ? undefined : readyText(nodes)],
    ["pods", pods === undefined ? undefined : podsText(pods)],
    [
      "under way",
      operations.length === 0 ? undefined : operations.map(({ on, state }) => `${on}: ${state}`).join(", "),
    ],
  ]);
  const lines = (text: string, indent: string) => wrap(text, style.width, indent);
  const blocks = [
    cutLines(fields, style.width),
    pools === undefined ? "" : poolRows(pools, style.width),
    nodes === undefined ? "" : nodeRows(nodes, style.width),
    runtimeClasses === undefined ? "" : classRows(runtimeClasses, style.width),
    unknown
      .map(({ fact, reason, cure }) =>
        lines(`not seen: ${fact}: ${reason}${cure === undefined ? "" : ` (${cure})`}`, "  "),
      )
      .join(""),
    view.findings.map((finding) => findingText(finding, style)).join(""),
  ];
  return blocks.filter((block) => block !== "").join("\n");
}

function cutLines(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  return text.replace(/^.*$/gm, (line) => (line.length > width ? `${line.slice(0, width - 1)}…` : line));
}

function readyText(nodes: readonly NodeStatus[]): string {
  const sandbox = nodes.filter(({ runtime }) => runtime !== undefined);
  const ready = (some: readonly NodeStatus[]) => some.filter((node) => node.ready).length;
  return `${ready(nodes)} of ${nodes.length} ready; marked as sandbox nodes: ${sandbox.length}, ready ${ready(sandbox)}`;
}

function podsText({ total, sharedNodes }: NonNullable<StatusView["pods"]>): string {
  if (sharedNodes.length === 0) return String(total);
  const most = Math.max(...sharedNodes.map(({ pods }) => pods));
  const mixed = sharedNodes.filter(({ namespaces }) => namespaces.length > 1).length;
  const several = mixed === 0 ? "" : `, ${mixed} of them by pods of several namespaces`;
  return `${total}; nodes shared by sandboxed pods: ${sharedNodes.length} (up to ${most} a node)${several}`;
}

function poolRows(pools: readonly PoolStatus[], width: number | undefined): string {
  return table(
    ["pool", "runtime", "state", "nodes", "ready", "kubernetes", "VM size", "node image"],
    pools,
    ({ pool, runtime, readyNodes, virtual }) => [
      pool.name,
      runtime ?? "-",
      pool.powerState === "Running" ? pool.provisioningState : `${pool.provisioningState}, ${pool.powerState}`,
      nodesText(pool),
      readyNodes === undefined ? "?" : virtual && readyNodes === 0 ? "virtual" : String(readyNodes),
      pool.currentOrchestratorVersion ?? pool.orchestratorVersion ?? "",
      pool.vmSize,
      pool.nodeImageVersion ?? "",
    ],
    width,
  );
}

/** Sandbox nodes, and those with sandboxed pods: the others are counted above. */
function nodeRows(nodes: readonly NodeStatus[], width: number | undefined): string {
  const shown = nodes.filter(({ runtime, sandboxedPods = 0 }) => runtime !== undefined || sandboxedPods > 0);
  if (shown.length === 0) return "";
  return table(
    ["node", "pool", "state", "sandboxed pods", "handlers"],
    shown,
    ({ name, pool, ready, unschedulable, sandboxedPods, runtimeHandlers }) => [
      name,
      pool ?? "",
      `${ready ? "Ready" : "NotReady"}${unschedulable ? ", cordoned" : ""}`,
      sandboxedPods === undefined ? "?" : String(sandboxedPods),
      runtimeHandlers === undefined ? "?" : runtimeHandlers.filter((name) => name !== "").join(", "),
    ],
    width,
  );
}

function classRows(classes: readonly ClassStatus[], width: number | undefined): string {
  if (classes.length === 0) return "no RuntimeClasses\n";
  return table(
    ["RuntimeClass", "handler", "managed by", "usable", "nodes", "pods", "why"],
    classes,
    ({ name, handler, managedBy, usable, nodesWithHandler, pods, reason }) => [
      name,
      handler,
      managedBy,
      usable,
      nodesWithHandler === undefined ? "?" : String(nodesWithHandler),
      pods === undefined
        ? "?"
        : pods.pending === 0
          ? String(pods.running)
          : `${pods.running} (+${pods.pending} pending)`,
      reason ?? "",
    ],
    width,
  );
}

function table<T>(
  headings: readonly string[],
  all: readonly T[],
  cells: (one: T) => readonly string[],
  width: number | undefined,
): string {
  const more = all.length > shownRows ? `... and ${all.length - shownRows} more: see -o json\n` : "";
  return formatTable(headings, all.slice(0, shownRows).map(cells), width) + more;
}

function findingText({ id, severity, text, cure }: Finding, style: Style): string {
  const look = { problem: style.bad, warning: style.warning, note: style.dim }[severity];
  const [first = "", ...rest] = wrap(`${severity} ${id}: ${text}`, style.width, "  ").split("\n");
  const head = `${severity} ${id}:`;
  const colored = first.startsWith(head) ? look(head) + first.slice(head.length) : first;
  return [colored, ...rest].join("\n") + wrap(`  ${cure}`, style.width, "  ");
}
