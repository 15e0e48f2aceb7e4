import type { PreflightRequest, Rule } from "../rule.js";

/** The list of a scope's locks has those of what is below it, too: of other clusters, other groups. */
export const lock: Rule = {
  id: "lock",
  title: "Locks",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources",
  check(request, { locks }) {
    if (!request.createsCluster && !request.createsPool) return [];
    return (locks ?? [])
      .filter(({ level, scope }) => level === "ReadOnly" && isOnTheWay(scope, request))
      .map(({ name, id, scope }) => ({
        reason: `lock ${name} lets nobody change anything in ${scope}`,
        cure: `remove it: az lock delete --ids ${id}`,
      }));
  },
};

/** Whether what would be made lies in the scope: that of the subscription, the group or the very cluster. */
function isOnTheWay(scope: string, { resourceGroup, clusterName }: PreflightRequest): boolean {
  const group = `/resourcegroups/${resourceGroup}`.toLowerCase();
  const cluster = `${group}/providers/microsoft.containerservice/managedclusters/${clusterName.toLowerCase()}`;
  const below = /^\/subscriptions\/[^/]+(.*)$/i.exec(scope)?.[1]?.toLowerCase();
  return below !== undefined && ["", group, cluster].includes(below);
}
