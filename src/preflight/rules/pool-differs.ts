import { differencesText, fixedDifferences } from "../pool-differences.js";
import type { Rule } from "../rule.js";

export const poolDiffers: Rule = {
  id: "pool-differs",
  title: "An existing pool differs in what cannot be changed",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/manage-node-pools",
  check({ pool }, { cluster }) {
    if (pool === undefined) return [];
    const live = cluster?.pools.find(({ name }) => name === pool.name);
    if (live === undefined) return [];
    const differences = fixedDifferences(live, pool);
    if (differences.length === 0) return [];
    return [
      {
        reason: differencesText(live, pool, differences),
        cure: `add the pool under another name (--name), or ask for what ${pool.name} has`,
      },
    ];
  },
};
