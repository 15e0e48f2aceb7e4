import type { Rule } from "../rule.js";

/** AKS's limits (2024-01). */
const maxPools = 100;

/** AKS answers with `MaxAgentPoolCountReached`. */
export const poolCount: Rule = {
  id: "pool-count",
  title: "Pools of a cluster",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/quotas-skus-regions",
  check({ createsPool, clusterName }, { cluster }) {
    if (!createsPool || cluster === undefined || cluster.pools.length < maxPools) return [];
    const reason = `cluster ${clusterName} has ${cluster.pools.length} pools, and ${maxPools} is the limit`;
    return [{ reason, cure: `delete one: aks-sandbox pool list -g ${cluster.resourceGroup} -c ${clusterName}` }];
  },
};
