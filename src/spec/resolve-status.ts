import { usageError } from "../errors.js";
import { checkClusterName, checkResourceGroupName } from "./names.js";

/** Flags of `status`, as texts. */
export interface StatusFlags {
  readonly resourceGroup?: string | undefined;
  readonly cluster?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

export interface StatusSpec {
  /** Undefined: the cluster of a kubeconfig, and Azure is not asked. */
  readonly target: { readonly resourceGroup: string; readonly cluster: string } | undefined;
  readonly kubeconfig: string | undefined;
  readonly contextName: string | undefined;
  /** The flags that name the cluster to another command: `-g tools -c prod`. */
  readonly where: string;
}

/** `--context` and `--kubeconfig` name a cluster without Azure; `-c` needs its resource group. Throws usage errors (exit 2). */
export function resolveStatus(flags: StatusFlags): StatusSpec {
  const { kubeconfig, context, resourceGroup, cluster } = flags;
  const rest = { kubeconfig, contextName: context };
  if (kubeconfig !== undefined || context !== undefined || cluster === undefined) {
    const words = [
      kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig],
      context === undefined ? [] : ["--context", context],
    ];
    return { ...rest, target: undefined, where: words.flat().join(" ") };
  }
  if (resourceGroup === undefined) {
    throw usageError("MissingOption", "--cluster needs the resource group that it is in", "add -g RESOURCE_GROUP");
  }
  const target = { resourceGroup: checkResourceGroupName(resourceGroup), cluster: checkClusterName(cluster) };
  return { ...rest, target, where: `-g ${target.resourceGroup} -c ${target.cluster}` };
}
