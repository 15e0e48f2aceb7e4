import type { Node, RuntimeClass } from "../kubernetes/kubernetes.js";
import { isNodeOf, runtimesOfHandler } from "../runtimes/index.js";
import type { RuntimeTable } from "../runtimes/runtime.js";

/**
 * The nodes that pods of the class may come to: those that its selector matches; without a selector, those marked as
 * sandbox nodes of its handler; without marks (another runtime, or a cluster that is not AKS's), those whose containerd
 * has the handler.
 */
export function sandboxNodes(nodes: readonly Node[], runtimeClass: RuntimeClass, rows: RuntimeTable): readonly Node[] {
  const selected = Object.entries(runtimeClass.nodeSelector);
  if (selected.length > 0) return nodes.filter(({ labels }) => selected.every(([key, value]) => labels[key] === value));
  const marked = nodes.filter((node) => isMarked(node, runtimeClass.handler, rows));
  if (marked.length > 0) return marked;
  return nodes.filter(({ runtimeHandlers }) => runtimeHandlers?.includes(runtimeClass.handler) === true);
}

/** Whether a node belongs to a pool with this handler, by our mark or by AKS's label. */
function isMarked({ labels }: Node, handler: string, rows: RuntimeTable): boolean {
  return runtimesOfHandler(handler, rows).some((row) => isNodeOf(row, labels));
}

/**
 * At most `count` nodes, spread over pools and zones: of each pool and zone in turn. The order is by name, so the same
 * cluster gives the same nodes.
 */
export function chooseNodes(nodes: readonly Node[], count: number | undefined): readonly Node[] {
  const byName = [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
  if (count === undefined || count >= nodes.length) return byName;
  const groups = new Map<string, Node[]>();
  for (const node of byName) {
    const key = `${node.labels["agentpool"] ?? ""}/${node.labels["topology.kubernetes.io/zone"] ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  const chosen: Node[] = [];
  for (let round = 0; chosen.length < count; round++) {
    for (const group of groups.values()) {
      const node = group[round];
      if (node !== undefined && chosen.length < count) chosen.push(node);
    }
  }
  return chosen;
}
