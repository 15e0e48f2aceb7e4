import { minorOf } from "../kubernetes-version.js";
import type { Rule } from "../rule.js";
import { sandboxVersion } from "../wanted-version.js";

export const kubernetesMinimum: Rule = {
  id: "kubernetes-minimum",
  title: "Least Kubernetes version",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-pod-sandboxing",
  check(request, facts) {
    const { pool, clusterName, createsCluster, createsPool } = request;
    const version = sandboxVersion(request, facts);
    if (pool === undefined || !createsPool || version === undefined) return [];
    const { kubernetes, documentation } = pool.runtime;
    const { serviceMinimum, effectiveMinimum, effectiveReason, effectiveOsSku } = kubernetes;
    const least = effectiveOsSku === undefined ? effectiveMinimum : serviceMinimum;
    if (minorOf(version) >= minorOf(least)) return [];
    const isTooOld = minorOf(version) < minorOf(serviceMinimum);
    const why = isTooOld ? `its documentation asks for ${serviceMinimum} or newer` : effectiveReason;
    const source = isTooOld ? documentation : kubernetes.source;
    const cure = createsCluster
      ? `use --kubernetes-version ${effectiveMinimum} or newer`
      : `upgrade it to ${effectiveMinimum} or newer: az aks get-upgrades -g ${facts.cluster?.resourceGroup ?? "GROUP"} -n ${clusterName}`;
    return [
      {
        reason: `Kubernetes ${version} of cluster ${clusterName} cannot carry ${pool.runtime.id}: ${why}`,
        cure,
        source,
      },
    ];
  },
};
