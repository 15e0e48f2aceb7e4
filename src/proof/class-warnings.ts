import { isManagedByAks } from "../kubernetes/runtime-class-rules.js";
import { parseQuantity } from "../kubernetes/quantity.js";
import { counted } from "../finding-words.js";
import type { Node, RuntimeClass } from "../kubernetes/kubernetes.js";
import { isNodeOf, runtimeName, runtimesOfHandler } from "../runtimes/index.js";
import { runtimeMark } from "../runtimes/marks.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import { ownTaints } from "../kubernetes/taints.js";

/** Something that does not decide the verdict, and that its reader should know. */
export interface ProofWarning {
  /** Stable name. */
  readonly id: string;
  readonly text: string;
  readonly cure: string;
}

/** What is to be said of the class and its nodes from the outside. `after`: the class as it was at the end of the run. */
export function classWarnings(
  runtimeClass: RuntimeClass,
  after: RuntimeClass | undefined,
  nodes: readonly Node[],
  rows: RuntimeTable,
): readonly ProofWarning[] {
  return [
    selectorWarning(runtimeClass),
    taintWarning(runtimeClass, nodes),
    handlerWarning(runtimeClass, nodes, rows),
    aksLabelWarning(runtimeClass, nodes, rows),
    overheadWarning(runtimeClass, rows),
    changedWarning(runtimeClass, after, rows),
  ].filter((warning) => warning !== undefined);
}

function selectorWarning({ name, nodeSelector }: RuntimeClass): ProofWarning | undefined {
  if (Object.keys(nodeSelector).length > 0) return undefined;
  return {
    id: "class-without-selector",
    text: `RuntimeClass ${name} selects no nodes, so its pods may come to nodes that cannot run them`,
    cure: "give it a selector: aks-sandbox runtimeclass apply",
  };
}

function taintWarning({ name }: RuntimeClass, nodes: readonly Node[]): ProofWarning | undefined {
  const open = nodes.filter((node) => ownTaints(node).length === 0);
  if (open.length === 0) return undefined;
  return {
    id: "pool-not-tainted",
    text: `${counted(open.length, "node")} of RuntimeClass ${name} ${open.length === 1 ? "carries" : "carry"} no taint, so ordinary pods may run beside sandboxed ones: ${someNames(open)}`,
    cure: "keep sandboxed pods on a tainted pool of their own: aks-sandbox pool add",
  };
}

/** A class of one runtime on the nodes of another is a mix-up that no waiting mends: a Kata pool never gives gVisor. */
function handlerWarning(
  { handler }: RuntimeClass,
  nodes: readonly Node[],
  rows: RuntimeTable,
): ProofWarning | undefined {
  const without = nodes.filter(({ runtimeHandlers }) => runtimeHandlers?.includes(handler) === false);
  if (without.length === 0) return undefined;
  const [wanted] = runtimesOfHandler(handler, rows);
  const other = rows.find((row) => row.id !== wanted?.id && without.some(({ labels }) => isNodeOf(row, labels)));
  const mixed = wanted === undefined || other === undefined ? "" : `; nodes of ${other.id} never give ${wanted.id}`;
  return {
    id: "handler-not-listed",
    text: `${counted(without.length, "node")} ${without.length === 1 ? "does" : "do"} not list handler ${handler}: ${someNames(without)}${mixed}`,
    cure:
      mixed === "" || wanted === undefined
        ? "replace the node, or use a pool that has the runtime"
        : `use a pool of its own: aks-sandbox pool add --runtime ${runtimeName(wanted)}`,
  };
}

/** Our mark says what somebody asked for, AKS's label what AKS made: it puts one on every node of its sandbox pools. */
function aksLabelWarning(
  { handler }: RuntimeClass,
  nodes: readonly Node[],
  rows: RuntimeTable,
): ProofWarning | undefined {
  const known = runtimesOfHandler(handler, rows);
  // Which of its names AKS puts on a new node changed with the years: one of them is enough.
  const aksLabels = known.flatMap(({ aksNodeLabel }) => aksNodeLabel ?? []);
  const marked = nodes.filter(({ labels }) => known.some((row) => row.aksNodeLabel && labels[runtimeMark] === row.id));
  const without = marked.filter(({ labels }) => aksLabels.every(({ key, value }) => labels[key] !== value));
  if (without.length === 0) return undefined;
  const names = aksLabels.map(({ key, value }) => `${key}=${value}`).join(" or ");
  return {
    id: "aks-label-missing",
    text: `${counted(without.length, "node")} ${without.length === 1 ? "carries" : "carry"} the mark ${runtimeMark}, and no label of AKS's own (${names}): ${someNames(without)}`,
    cure: "look at the pool's workloadRuntime: aks-sandbox pool list",
  };
}

/** A class with less overhead than the runtime's makers give theirs accounts for less memory than a pod without a limit takes. */
function overheadWarning({ name, handler, overhead }: RuntimeClass, rows: RuntimeTable): ProofWarning | undefined {
  const [row] = runtimesOfHandler(handler, rows);
  const own = parseQuantity(overhead["memory"] ?? "0");
  const { podFixed, of, evidence } = row?.runtimeClass.overhead ?? {};
  const usual = podFixed?.["memory"];
  const least = usual === undefined || evidence === "assumed" ? undefined : parseQuantity(usual);
  if (own === undefined || least === undefined || own >= least) return undefined;
  return {
    id: "overhead-below-default",
    text: `RuntimeClass ${name} adds ${overhead["memory"] ?? "no"} memory overhead, ${of ?? ""} ${usual ?? ""}: a pod without a memory limit takes more than it accounts for`,
    cure: "set memory limits in every pod of the class, or raise its overhead",
  };
}

/** The verdicts rest on the pods that ran, so on what was live then. */
function changedWarning(
  before: RuntimeClass,
  after: RuntimeClass | undefined,
  rows: RuntimeTable,
): ProofWarning | undefined {
  const same = after !== undefined && after.uid === before.uid && content(after) === content(before);
  if (same) return undefined;
  const who = isManagedByAks(before, rows)
    ? "AKS's addon manager writes its own copy back"
    : "someone else writes to it";
  return {
    id: "class-changed",
    text: `RuntimeClass ${before.name} was ${after === undefined ? "deleted" : "changed"} while its nodes were looked at (${who}); the verdicts are on what was live`,
    cure: "run verify again",
  };
}

function content({ handler, nodeSelector, tolerations, overhead }: RuntimeClass): string {
  return JSON.stringify([handler, nodeSelector, tolerations, overhead]);
}

function someNames(nodes: readonly Node[]): string {
  const names = nodes.slice(0, 3).map(({ name }) => name);
  return `${names.join(", ")}${nodes.length > 3 ? ", ..." : ""}`;
}
