/** Our own marks, so that nothing depends on AKS renaming its labels. */

/** Node label and taint key; the value is the runtime's id. */
export const runtimeMark = "aks-sandbox/runtime";

/** Node label that an installer sets last, when the node can start sandboxes; the value is the runtime's id. */
export const readyMark = "aks-sandbox/ready";

export const taintEffect = "NoSchedule";

/** The taint that keeps ordinary pods off a sandbox pool, as AKS writes taints. */
export function runtimeTaint(runtimeId: string): string {
  return `${runtimeMark}=${runtimeId}:${taintEffect}`;
}

/** Azure tag: which tool and version made the resource. */
export const createdByTag = "aks-sandbox-created-by";

/** Azure tag: the logical pool name, which outlives a rotation to another pool. */
export const poolTag = "aks-sandbox-pool";

/** Name of the RuntimeClass that we write for Pod Sandboxing when the user names none; other rows have names of their own. */
export const defaultRuntimeClassName = "aks-sandbox";

/** The value of `workloadRuntime` that an ordinary pool has. */
export const ordinaryWorkloadRuntime = "OCIContainer";

/** The label that AKS puts on every node of a pool; its value is the pool's name. */
export const aksPoolLabel = "kubernetes.azure.com/agentpool";

/**
 * Azure tag by which a local Azure beside a real cluster says that a pool's nodes are in ARM alone (docs/simulator.md).
 * Nothing is left out for it: it explains nodes that are not there.
 */
export const virtualTag = "aks-sandbox-virtual";

/** Whether a pool says so of itself; undefined tags: none. */
export function isVirtualPool({ tags }: { readonly tags: Readonly<Record<string, string>> }): boolean {
  return tags[virtualTag] === "true";
}
