import type { Usage } from "../../azure/azure.js";
import type { Facts } from "../../facts/facts.js";
import type { Objection, PreflightRequest, Rule } from "../rule.js";
import { offeredSize, wantedPools } from "../wanted-size.js";

const source = "https://learn.microsoft.com/azure/aks/quotas-skus-regions";

/**
 * Cores that would be taken at most, by family: every node that the autoscaler may add, and an upgrade's surge nodes. Spot
 * machines count against a quota of their own (Azure's documentation of Spot machines), of which nothing is checked.
 */
function coresByFamily(request: PreflightRequest, facts: Facts): ReadonlyMap<string, number> {
  const cores = new Map<string, number>();
  for (const { vmSize, nodes, surge, isSpot } of wantedPools(request)) {
    const size = offeredSize(facts, vmSize);
    if (size === undefined || isSpot) continue;
    cores.set(size.family, (cores.get(size.family) ?? 0) + (nodes + surge) * size.vcpus);
  }
  return cores;
}

function objection(usage: Usage, what: string, needed: number, location: string | undefined): readonly Objection[] {
  const left = usage.limit - usage.current;
  if (needed <= left) return [];
  return [
    {
      reason: `${needed} cores of ${what} are needed in ${location ?? "the region"}, surge nodes and the autoscaler's maximum counted, and ${left} of ${usage.limit} are left`,
      cure: `ask for ${usage.current + needed} or more: https://aka.ms/aks/quota-increase, or take fewer or smaller nodes`,
      isAboutSize: true,
    },
  ];
}

/** AKS: `ErrCode_InsufficientVCPUQuota`, which counts surge nodes. */
export const familyQuota: Rule = {
  id: "quota-family",
  title: "Quota of the VM family",
  evidence: "verified",
  source,
  exit: "quota",
  check(request, facts) {
    return [...coresByFamily(request, facts)].flatMap(([family, needed]) => {
      const usage = facts.usages?.find(({ name }) => name.toLowerCase() === family.toLowerCase());
      return usage === undefined ? [] : objection(usage, family, needed, facts.location);
    });
  },
};

export const regionalQuota: Rule = {
  id: "quota-regional",
  title: "Quota of the region",
  evidence: "verified",
  source,
  exit: "quota",
  check(request, facts) {
    const usage = facts.usages?.find(({ name }) => name === "cores");
    const needed = [...coresByFamily(request, facts).values()].reduce((sum, cores) => sum + cores, 0);
    return usage === undefined ? [] : objection(usage, "the region's total", needed, facts.location);
  },
};
