import { incompatibilityOf } from "../../runtimes/index.js";
import type { Rule } from "../rule.js";
import { offeredSize, sandboxPool } from "../wanted-size.js";

export const generation: Rule = {
  id: "generation",
  title: "Generation of the VM size",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/node-images",
  check(request, facts) {
    const pool = sandboxPool(request);
    const old = pool === undefined ? undefined : incompatibilityOf(pool.runtime, "generation-1");
    const size = pool === undefined ? undefined : offeredSize(facts, pool.vmSize);
    if (old === undefined || pool === undefined || size === undefined || size.generations.length === 0) return [];
    if (size.generations.includes("V2")) return [];
    return [
      {
        reason: `pool ${pool.name}: ${pool.vmSize} runs generation ${size.generations.join(" and ").replaceAll("V", "")} machines alone, which cannot carry ${pool.runtime.id}: ${old.reason}`,
        cure: "choose a size of generation 2, e.g. --node-vm-size Standard_D4s_v5",
        evidence: old.evidence,
        source: old.source,
        isAboutSize: true,
      },
    ];
  },
};
