import type { Rule } from "../rule.js";

export const clusterStopped: Rule = {
  id: "cluster-stopped",
  title: "The cluster is stopped",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/start-stop-cluster",
  check({ pool }, { cluster }) {
    if (pool === undefined || cluster?.powerState.toLowerCase() !== "stopped") return [];
    const cure = `start it: az aks start -g ${cluster.resourceGroup} -n ${cluster.name}`;
    return [{ reason: `cluster ${cluster.name} is stopped`, cure }];
  },
};
