import type { Rule } from "../rule.js";
import { wantedPools } from "../wanted-size.js";

const least = 2;

/** Only said: AKS's documentation asks for two, and AKS was recorded to make clusters with one. */
export const systemPoolNodes: Rule = {
  id: "system-pool-nodes",
  title: "Nodes of a system pool",
  evidence: "verified",
  isAdvice: true,
  source: "https://learn.microsoft.com/azure/aks/create-node-pools",
  check(request) {
    return wantedPools(request).flatMap(({ name, isSystem, isSandbox, nodes }) => {
      if (!isSystem || nodes >= least) return [];
      const reason = `pool ${name} would have ${nodes} node, and AKS's documentation asks for ${least} in a system pool: the cluster's own pods go down with it`;
      return [{ reason, cure: `use ${isSandbox ? "--node-count" : "--system-count"} ${least} or more` }];
    });
  },
};
