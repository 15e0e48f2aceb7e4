import type { Permission } from "../../azure/azure.js";
import type { Facts } from "../../facts/facts.js";
import type { PreflightRequest, Rule } from "../rule.js";

/** The actions that the run's own requests need. */
function actions(
  { createsCluster, createsPool, createsGroup, useKubernetes, pool }: PreflightRequest,
  { registrations }: Facts,
): readonly string[] {
  const { namespace = "", name = "" } = pool?.runtime.feature ?? {};
  const featureState = registrations.get(`${namespace}/${name}`);
  const clusters = "Microsoft.ContainerService/managedClusters";
  return [
    ...(createsGroup ? ["Microsoft.Resources/subscriptions/resourceGroups/write"] : []),
    ...(createsPool && featureState !== undefined && featureState !== "Registered"
      ? ["Microsoft.Features/providers/features/register/action"]
      : []),
    ...(createsCluster ? [`${clusters}/write`] : []),
    ...(createsPool && !createsCluster ? [`${clusters}/agentPools/write`] : []),
    ...(useKubernetes ? [`${clusters}/listClusterUserCredential/action`] : []),
  ];
}

export const permission: Rule = {
  id: "permission",
  title: "Permissions of the signed-in principal",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/role-based-access-control/permissions/containers",
  check(request, facts) {
    const { permissions } = facts;
    if (permissions === undefined || (!request.createsCluster && !request.createsPool)) return [];
    const { createsCluster, clusterName, resourceGroup } = request;
    const where = createsCluster ? `in resource group ${resourceGroup}` : `on cluster ${clusterName}`;
    return actions(request, facts)
      .filter((action) => !isAllowed(permissions, action))
      .map((action) => ({
        reason: `the signed-in principal may not ${action} ${where}`,
        cure: "ask for a role that may, e.g. Azure Kubernetes Service Contributor Role, and sign in again",
      }));
  },
};

/** Each assignment allows its actions less its own notActions (Azure RBAC documentation). */
function isAllowed(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ actions: allowed, notActions }) =>
      allowed.some((pattern) => matches(pattern, action)) && !notActions.some((pattern) => matches(pattern, action)),
  );
}

/** `*` stands for any characters, slashes too. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}
