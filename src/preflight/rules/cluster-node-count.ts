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
    const pools = wantedPools(request);
    const there = (cluster?.pools ?? []).reduce((sum, { count }) => sum + count, 0);
    const atOnce = there + pools.reduce((sum, { count }) => sum + count, 0);
    const atMost = there + pools.reduce((sum, { nodes }) => sum + nodes, 0);
    if (pools.length === 0 || atMost <= maxNodes) return [];
    const cure = `ask for ${Math.max(maxNodes - there, 0)} nodes or fewer`;
    const { clusterName } = request;
    if (atOnce > maxNodes)
      return [{ reason: `cluster ${clusterName} would have ${atOnce} nodes, and ${maxNodes} is the limit`, cure }];
    // The pool itself can be made: the autoscaler stops there.
    const reason = `cluster ${clusterName} could come to ${atMost} nodes, the autoscaler's maximum counted, and ${maxNodes} is the limit`;
    return [{ reason, cure, isAdvice: true }];
  },
};
