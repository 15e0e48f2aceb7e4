import type { Rule } from "../rule.js";

export const apiServer: Rule = {
  id: "api-server",
  title: "API server of the cluster can be reached",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/private-clusters",
  check({ useKubernetes, clusterName, createsPool }, { cluster, apiServerFault }) {
    if (!useKubernetes || !createsPool || apiServerFault === undefined) return [];
    const kind = cluster?.isPrivate === true ? "private API server" : "API server";
    const reason = `the ${kind} of cluster ${clusterName} cannot be reached from here: ${apiServerFault}`;
    return [{ reason, cure: "run it inside the cluster's network, or do the Azure half alone with --no-kubernetes" }];
  },
};
