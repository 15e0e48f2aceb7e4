import type { ClassStatus, PodCounts } from "./class-status.js";
import { counted } from "../finding-words.js";
import type { Finding, FindingsInput } from "./status.js";

/** What is to be said of the RuntimeClasses and of the pods that name them. */
export function classFindings({ runtimeClasses, pods }: FindingsInput): readonly Finding[] {
  if (runtimeClasses === undefined) return [];
  const sandboxes = runtimeClasses.filter(({ isSandbox }) => isSandbox);
  return [
    ...sandboxes.map(notUsable),
    ...sandboxes.map(withoutSelector),
    ...[...(pods?.byClass ?? [])].map(([name, counts]) => missing(name, counts, runtimeClasses)),
  ].filter((finding) => finding !== undefined);
}

/** AKS installs its class on clusters that cannot run it: nothing is wrong until a pod names it. */
function notUsable({ name, usable, reason, managedBy, pods }: ClassStatus): Finding | undefined {
  if (usable !== "no") return undefined;
  const waiting = pods === undefined ? 0 : pods.running + pods.pending;
  return {
    id: "class-not-usable",
    severity: waiting > 0 ? "problem" : managedBy === "AKS" ? "note" : "warning",
    text: `pods of RuntimeClass ${name} find no node that can run them: ${reason ?? ""}${waiting > 0 ? `; ${counted(waiting, "pod")} of it there` : ""}`,
    cure:
      managedBy === "AKS"
        ? "AKS installs this class everywhere: it needs a sandbox pool"
        : "give the class a selector of nodes that list its handler, or add a sandbox pool",
  };
}

function withoutSelector({ name, nodeSelector, matchingNodes, nodesWithHandler }: ClassStatus): Finding | undefined {
  if (Object.keys(nodeSelector).length > 0) return undefined;
  // On a cluster whose every node has the handler, any node will do.
  if (matchingNodes !== undefined && matchingNodes > 0 && matchingNodes === nodesWithHandler) return undefined;
  return {
    id: "class-without-selector",
    severity: "warning",
    text: `RuntimeClass ${name} selects no nodes, so its pods may come to nodes that cannot run them`,
    cure: `give it scheduling.nodeSelector, or use a class that has one: aks-sandbox runtimeclass apply`,
  };
}

function missing(name: string, { running, pending }: PodCounts, classes: readonly ClassStatus[]): Finding | undefined {
  if (classes.some((live) => live.name === name)) return undefined;
  return {
    id: "class-missing",
    severity: "problem",
    text: `${counted(running + pending, "pod")} of RuntimeClass ${name}, which is not there: what is made anew of them is refused`,
    cure: `make the class again: aks-sandbox runtimeclass apply --runtime-class ${name}`,
  };
}
