import { readClusterTarget, type ClusterTarget, type ClusterTargetFlags } from "./cluster-target.js";

export interface StatusSpec {
  readonly target: ClusterTarget;
  readonly kubeconfig: string | undefined;
  readonly contextName: string | undefined;
  /** The flags that name the cluster to another command: `-g tools -c prod`. */
  readonly where: string;
}

/** Throws usage errors (exit 2). */
export function resolveStatus(flags: ClusterTargetFlags): StatusSpec {
  const { kubeconfig, context } = flags;
  const target = readClusterTarget(flags);
  const words = [
    kubeconfig === undefined ? [] : ["--kubeconfig", kubeconfig],
    context === undefined ? [] : ["--context", context],
  ];
  const where = target === undefined ? words.flat().join(" ") : `-g ${target.resourceGroup} -c ${target.cluster}`;
  return { target, kubeconfig, contextName: context, where };
}
