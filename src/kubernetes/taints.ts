import type { Node, Toleration } from "./kubernetes.js";

/** The pool's own taints. Those that Kubernetes sets come and go with the node's condition. */
export function ownTaints({ taints }: Pick<Node, "taints">): Node["taints"] {
  return taints.filter(({ key }) => !/^node\.(cloudprovider\.)?kubernetes\.io\//.test(key));
}

/** Own taints that keep a pod with these tolerations away, as `key=value:effect` (Kubernetes, `ToleratesTaint`). */
export function untoleratedTaints(node: Node, tolerations: readonly Toleration[]): readonly string[] {
  return ownTaints(node)
    .filter(({ effect }) => effect !== "PreferNoSchedule")
    .filter((taint) => !tolerations.some((toleration) => tolerates(toleration, taint)))
    .map(({ key, value, effect }) => `${key}${value === "" ? "" : `=${value}`}:${effect}`);
}

function tolerates(toleration: Toleration, taint: Node["taints"][number]): boolean {
  if (toleration.effect !== undefined && toleration.effect !== "" && toleration.effect !== taint.effect) return false;
  if (toleration.key === "") return toleration.operator === "Exists";
  if (toleration.key !== taint.key) return false;
  return toleration.operator === "Exists" || (toleration.value ?? "") === taint.value;
}
