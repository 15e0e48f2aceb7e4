import { minorOf } from "../kubernetes-version.js";
import { stringAt } from "../../json.js";
import type { Rule } from "../rule.js";

export const kubernetesMinimum: Rule = {
  id: "kubernetes-minimum",
  title: "Least Kubernetes version",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/use-azure-linux",
  check({ pool, clusterName, clusterBody, createsCluster, createsPool }, { cluster, kubernetesVersions }) {
    if (pool === undefined || !createsPool) return [];
    const usual = kubernetesVersions?.find(({ isDefault }) => isDefault)?.version;
    const version = createsCluster
      ? (stringAt(clusterBody, "properties", "kubernetesVersion") ?? usual)
      : cluster?.currentKubernetesVersion;
    if (version === undefined || version === "") return [];
    const { kubernetes, documentation } = pool.runtime;
    const { serviceMinimum, effectiveMinimum, effectiveReason } = kubernetes;
    if (minorOf(version) >= minorOf(effectiveMinimum)) return [];
    const isTooOld = minorOf(version) < minorOf(serviceMinimum);
    const why = isTooOld ? `its documentation asks for ${serviceMinimum} or newer` : effectiveReason;
    const source = isTooOld ? documentation : kubernetes.source;
    const cure = createsCluster
      ? `use --kubernetes-version ${effectiveMinimum} or newer`
      : `upgrade it to ${effectiveMinimum} or newer: az aks get-upgrades -g ${cluster?.resourceGroup ?? "GROUP"} -n ${clusterName}`;
    return [
      {
        reason: `Kubernetes ${version} of cluster ${clusterName} cannot carry ${pool.runtime.id}: ${why}`,
        cure,
        source,
      },
    ];
  },
};
