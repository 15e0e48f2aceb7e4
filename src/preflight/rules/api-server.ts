import { jsonAt } from "../../json.js";
import type { Rule } from "../rule.js";

const isPrivatePath = ["properties", "apiServerAccessProfile", "enablePrivateCluster"] as const;
const cure = "run it inside the cluster's network, or do the Azure half alone with --no-kubernetes";

export const apiServer: Rule = {
  id: "api-server",
  title: "API server of the cluster can be reached",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/private-clusters",
  check({ useKubernetes, clusterName, clusterBody, createsCluster, createsPool }, { cluster, apiServerFault }) {
    if (!useKubernetes || !createsPool) return [];
    if (createsCluster && jsonAt(clusterBody, ...isPrivatePath) === true) {
      // Whether this machine will be in its network is not known: only said.
      const reason = `cluster ${clusterName} would be private (${isPrivatePath.join(".")}): its API server can be reached from its own network alone, and the steps after the cluster need it`;
      return [{ reason, cure, isAdvice: true }];
    }
    if (apiServerFault === undefined) return [];
    const kind = cluster?.isPrivate === true ? "private API server" : "API server";
    return [{ reason: `the ${kind} of cluster ${clusterName} cannot be reached from here: ${apiServerFault}`, cure }];
  },
};
