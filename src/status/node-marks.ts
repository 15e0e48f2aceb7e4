import type { Node } from "../kubernetes/kubernetes.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import { isNodeOf } from "../runtimes/index.js";
import { aksPoolLabel, runtimeMark } from "../runtimes/marks.js";

/** The pool that a node is of, by AKS's labels. */
export function poolOf({ labels }: Pick<Node, "labels">): string | undefined {
  return labels[aksPoolLabel] ?? labels["agentpool"];
}

/** The runtime's id that our mark names, else the row whose AKS label the node has; undefined for an ordinary node. */
export function markedRuntime({ labels }: Pick<Node, "labels">, runtimes: RuntimeTable): string | undefined {
  return labels[runtimeMark] ?? runtimes.find((row) => isNodeOf(row, labels))?.id;
}
