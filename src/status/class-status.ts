import type { Node, PodSummary, RuntimeClass } from "../kubernetes/kubernetes.js";
import { isManagedByAks, isOurs } from "../kubernetes/runtime-class-rules.js";
import { untoleratedTaints } from "../kubernetes/taints.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import { isSandboxHandler } from "../runtimes/sandbox-handlers.js";

/** A RuntimeClass, and whether a pod of it finds a node that can run it. */
export interface ClassStatus {
  readonly name: string;
  readonly handler: string;
  /** `AKS`, `aks-sandbox`, else the first manager of its fields; empty where none is known. */
  readonly managedBy: string;
  /** Whether the handler is known as a sandbox's; a name, no proof. */
  readonly isSandbox: boolean;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly memoryOverhead: string | undefined;
  /** Nodes that its selector matches (all without one), and those of them that list its handler. */
  readonly matchingNodes: number | undefined;
  readonly nodesWithHandler: number | undefined;
  /** `yes`: such a node is Ready and open for pods. `tainted`: each has a taint of its pool's that the class does not tolerate. `unknown`: nodes were not seen, or report no handlers. */
  readonly usable: "yes" | "tainted" | "no" | "unknown";
  /** Why not, or why not known. */
  readonly reason: string | undefined;
  readonly pods: PodCounts | undefined;
}

/** Pods that have not ended. */
export interface PodCounts {
  readonly running: number;
  readonly pending: number;
}

export function classStatus(
  live: RuntimeClass,
  nodes: readonly Node[] | undefined,
  pods: PodCounts | undefined,
  runtimes: RuntimeTable,
): ClassStatus {
  const selected = Object.entries(live.nodeSelector);
  const matching = nodes?.filter(({ labels }) => selected.every(([key, value]) => labels[key] === value));
  const withHandler = matching?.filter(({ runtimeHandlers }) => runtimeHandlers?.includes(live.handler) === true);
  return {
    name: live.name,
    handler: live.handler,
    managedBy: managerOf(live, runtimes),
    isSandbox: isSandboxHandler(live.handler, runtimes),
    nodeSelector: live.nodeSelector,
    memoryOverhead: live.overhead["memory"],
    matchingNodes: matching?.length,
    nodesWithHandler: withHandler?.length,
    ...usability(live, matching, withHandler),
    pods,
  };
}

function usability(
  { handler, tolerations }: RuntimeClass,
  matching: readonly Node[] | undefined,
  withHandler: readonly Node[] | undefined,
): Pick<ClassStatus, "usable" | "reason"> {
  if (matching === undefined || withHandler === undefined) return { usable: "unknown", reason: "nodes were not seen" };
  if (matching.length === 0) return { usable: "no", reason: "its selector matches no node" };
  const open = withHandler.filter(({ ready, unschedulable }) => ready && !unschedulable);
  if (open.some((node) => untoleratedTaints(node, tolerations).length === 0))
    return { usable: "yes", reason: undefined };
  const [tainted] = open;
  if (tainted !== undefined) {
    const taints = untoleratedTaints(tainted, tolerations).join(", ");
    return { usable: "tainted", reason: `its pods need a toleration of their own for ${taints}` };
  }
  if (withHandler.length > 0) {
    return { usable: "no", reason: `no node with handler ${handler} is ready and open for pods` };
  }
  if (matching.every(({ runtimeHandlers }) => runtimeHandlers !== undefined)) {
    return { usable: "no", reason: `no node that it selects lists handler ${handler}` };
  }
  return { usable: "unknown", reason: "nodes report no handlers" };
}

/** Counts what has not ended, by class. */
export function countByClass(pods: Iterable<PodSummary>): ReadonlyMap<string, PodCounts> {
  const counts = new Map<string, { running: number; pending: number }>();
  for (const { runtimeClassName, phase } of pods) {
    if (runtimeClassName === undefined || hasEnded(phase)) continue;
    const count = counts.get(runtimeClassName) ?? { running: 0, pending: 0 };
    if (phase === "Running") count.running++;
    else count.pending++;
    counts.set(runtimeClassName, count);
  }
  return counts;
}

export function hasEnded(phase: string): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function managerOf(live: RuntimeClass, runtimes: RuntimeTable): string {
  if (isManagedByAks(live, runtimes)) return "AKS";
  return isOurs(live) ? "aks-sandbox" : (live.fieldManagers[0] ?? "");
}
