import type { Rule } from "../rule.js";

const atRest = new Set(["Succeeded", "Failed", "Canceled"]);

/** Only said: the run waits for the operation. */
export const clusterBusy: Rule = {
  id: "cluster-busy",
  title: "Another operation on the cluster",
  evidence: "verified",
  isAdvice: true,
  source: "https://aka.ms/aks-pending-operation",
  check({ createsPool }, { cluster }) {
    if (!createsPool || cluster === undefined || atRest.has(cluster.provisioningState)) return [];
    const reason = `cluster ${cluster.name} is ${cluster.provisioningState}: the pool waits until that has ended`;
    const cure = `look what it does: az aks operation show-latest -g ${cluster.resourceGroup} -n ${cluster.name}`;
    return [{ reason, cure }];
  },
};
