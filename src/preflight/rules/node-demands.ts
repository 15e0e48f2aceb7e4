import type { Rule } from "../rule.js";

/** Only said: what is on a node is seen from inside alone, and the runtime's own start tells. */
export const nodeDemands: Rule = {
  id: "node-demands",
  title: "What the runtime needs on the nodes",
  evidence: "verified",
  isAdvice: true,
  source: "https://learn.microsoft.com/azure/aks/node-images",
  check({ pool, createsPool }) {
    if (pool === undefined || !createsPool) return [];
    return pool.runtime.nodeDemands.map(({ says, cure, source }) => ({
      reason: `pool ${pool.name}: ${pool.runtime.id} needs something on its nodes that its installer does not bring: ${says}`,
      cure,
      source,
    }));
  },
};
