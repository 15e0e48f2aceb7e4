import type { Rule } from "../rule.js";
import { wantedPools } from "../wanted-size.js";

/** AKS's limits (2024-01). */
const maxNodes = 1000;

export const nodeCount: Rule = {
  id: "node-count",
  title: "Nodes of a pool",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/quotas-skus-regions",
  check(request) {
    return wantedPools(request).flatMap(({ name, nodes, surge }) => {
      const limit = `a pool has ${maxNodes} nodes at most`;
      if (nodes > maxNodes)
        return [{ reason: `pool ${name} would have ${nodes} nodes, and ${limit}`, cure: "ask for fewer" }];
      if (nodes + surge <= maxNodes) return [];
      // AKS's release of 2026-08-07 refuses the upgrade, not the creation.
      const reason = `pool ${name} could not be upgraded: ${nodes} nodes and ${surge} surge nodes are ${nodes + surge}, and ${limit}`;
      return [
        { reason, cure: "ask for fewer nodes, or a smaller properties.upgradeSettings.maxSurge", isAdvice: true },
      ];
    });
  },
};
