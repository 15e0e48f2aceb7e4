import { fixedDifferences } from "../pool-differences.js";
import type { Rule } from "../rule.js";

export const poolDiffers: Rule = {
  id: "pool-differs",
  title: "An existing pool differs in what cannot be changed",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/manage-node-pools",
  check({ pool }, { cluster }) {
    const live = cluster?.pools.find(({ name }) => name === pool.name);
    const differences = live === undefined ? [] : fixedDifferences(live, pool);
    if (differences.length === 0) return [];
    const list = differences.map(({ what, live: has, asked }) => `${what} is ${has}, asked for is ${asked}`).join("; ");
    const reason = `pool ${pool.name} exists, and differs in what cannot be changed in place: ${list}`;
    return [{ reason, cure: `add the pool under another name (--name), or ask for what ${pool.name} has` }];
  },
};
