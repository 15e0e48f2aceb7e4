import type { Rule } from "../rule.js";

export const lock: Rule = {
  id: "lock",
  title: "Locks",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
  check({ resourceGroup, createsCluster, createsPool }, { locks }) {
    if (!createsCluster && !createsPool) return [];
    return (locks ?? [])
      .filter(({ level }) => level === "ReadOnly")
      .map(({ name, id }) => ({
        reason: `lock ${name} lets nobody change anything in resource group ${resourceGroup}`,
        cure: `remove it: az lock delete --ids ${id}`,
      }));
  },
};
