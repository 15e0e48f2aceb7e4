import { usageError } from "../errors.js";
import { checkClusterName, checkResourceGroupName } from "./names.js";

/** Flags that name a cluster of Azure, or one of a kubeconfig. */
export interface ClusterTargetFlags {
  readonly resourceGroup?: string | undefined;
  readonly cluster?: string | undefined;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}

/** Undefined: the cluster of a kubeconfig, and Azure is not asked. */
export type ClusterTarget = { readonly resourceGroup: string; readonly cluster: string } | undefined;

/** `--context` and `--kubeconfig` name a cluster without Azure; `-c` needs its resource group. Throws usage errors (exit 2). */
export function readClusterTarget({ resourceGroup, cluster, kubeconfig, context }: ClusterTargetFlags): ClusterTarget {
  if (kubeconfig !== undefined || context !== undefined || cluster === undefined) return undefined;
  if (resourceGroup === undefined) {
    throw usageError("MissingOption", "--cluster needs the resource group that it is in", "add -g RESOURCE_GROUP");
  }
  return { resourceGroup: checkResourceGroupName(resourceGroup), cluster: checkClusterName(cluster) };
}
