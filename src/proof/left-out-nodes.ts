import { someNames } from "../finding-words.js";
import type { Node, RuntimeClass } from "../kubernetes/kubernetes.js";
import { runtimesOfHandler } from "../runtimes/index.js";
import { runtimeMark } from "../runtimes/marks.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { ProofWarning } from "./class-warnings.js";
import type { Problem } from "./proof.js";

/** A node that carries the mark of the class's runtime, and that the class does not select. */
export interface LeftOutNode {
  readonly name: string;
  /** Id of the runtime. */
  readonly runtime: string;
  /** `key=value` of what the class selects and the node has not. */
  readonly missing: readonly string[];
  /** Whether only the label is missing that the runtime's installer sets last. */
  readonly isUnfinished: boolean;
}

/** Those of `nodes`; none for a class without selector, which leaves no node out. */
export function leftOutNodes(
  nodes: readonly Node[],
  { handler, nodeSelector }: RuntimeClass,
  rows: RuntimeTable,
): readonly LeftOutNode[] {
  const wanted = nodeSelector[runtimeMark];
  return nodes.flatMap(({ name, labels }) => {
    const missing = Object.entries(nodeSelector).filter(([key, value]) => labels[key] !== value);
    const row = runtimesOfHandler(handler, rows).find(({ id }) => labels[runtimeMark] === id);
    // A class of one runtime says nothing of the nodes of another with the same handler.
    if (missing.length === 0 || row === undefined || (wanted ?? row.id) !== row.id) return [];
    const ready = row.installer?.readyLabel?.key;
    const isUnfinished = missing.every(([key]) => key === ready);
    return [{ name, runtime: row.id, missing: missing.map(([key, value]) => `${key}=${value}`), isUnfinished }];
  });
}

/** Why a total over the other nodes would say too much; undefined where `nodes` is empty. */
export function leftOutProblem(nodes: readonly LeftOutNode[]): Problem | undefined {
  const [first] = nodes;
  if (first === undefined) return undefined;
  const labels = first.missing.join(",");
  const what = first.isUnfinished
    ? `the installer of ${first.runtime} has not finished there (no label ${labels})`
    : `the class does not select it (no label ${labels})`;
  const pods = `kubectl get pods -A --field-selector spec.nodeName=${first.name}`;
  return {
    kind: "selector",
    cause: `nothing is proven of ${namedNodes(nodes)}: ${what}`,
    event: undefined,
    cure: first.isUnfinished
      ? `look at the installer's pod: ${pods}`
      : "mend the class: aks-sandbox runtimeclass apply",
  };
}

/** For nodes that a class leaves out with a selector of its own making: that may be meant. */
export function leftOutWarnings({ name }: RuntimeClass, nodes: readonly LeftOutNode[]): readonly ProofWarning[] {
  const [first] = nodes;
  if (first === undefined) return [];
  return [
    {
      id: "nodes-not-selected",
      text: `RuntimeClass ${name} does not select ${namedNodes(nodes)}, which the mark of ${first.runtime} is on: no ${first.missing.join(",")}`,
      cure: "where that is not meant, mend the class: aks-sandbox runtimeclass apply",
    },
  ];
}

function namedNodes(nodes: readonly LeftOutNode[]): string {
  const byName = [...nodes].sort((a, b) => (a.name < b.name ? -1 : 1));
  return `${nodes.length === 1 ? "node" : `${nodes.length} nodes:`} ${someNames(byName)}`;
}
