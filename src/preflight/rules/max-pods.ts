import { numberAt } from "../../json.js";
import type { Rule } from "../rule.js";

/** AKS's limits (2024-01). */
const most = 250;

export const maxPods: Rule = {
  id: "max-pods",
  title: "Pods of a node",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/quotas-skus-regions",
  check({ pool, poolBody, createsPool }) {
    const asked = numberAt(poolBody, "properties", "maxPods");
    if (pool === undefined || !createsPool || asked === undefined || asked <= most) return [];
    return [
      { reason: `pool ${pool.name}: ${asked} pods a node, and ${most} is the limit`, cure: `use --max-pods ${most}` },
    ];
  },
};
