import type { Rule } from "../rule.js";
import { wantedPools } from "../wanted-size.js";

/** AKS's limits (2024-01). */
const maxNodes = 5000;

export const clusterNodeCount: Rule = {
  id: "cluster-node-count",
  title: "Nodes of a cluster",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/quotas-skus-regions",
  check(request, { cluster }) {
    const wanted = wantedPools(request).reduce((sum, { nodes }) => sum + nodes, 0);
    const there = (cluster?.pools ?? []).reduce((sum, { count }) => sum + count, 0);
    if (wanted === 0 || wanted + there <= maxNodes) return [];
    const reason = `cluster ${request.clusterName} would have ${wanted + there} nodes, the autoscaler's maximum counted, and ${maxNodes} is the limit`;
    return [{ reason, cure: `ask for ${Math.max(maxNodes - there, 0)} nodes or fewer` }];
  },
};
