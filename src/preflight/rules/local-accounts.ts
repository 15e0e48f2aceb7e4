import { jsonAt } from "../../json.js";
import type { Rule } from "../rule.js";

/** Without Entra ID and without local accounts nobody can sign in to the cluster. */
export const localAccounts: Rule = {
  id: "local-accounts",
  title: "A way to sign in to the cluster",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/manage-local-accounts-managed-azure-ad",
  check({ useKubernetes, createsCluster, clusterName, clusterBody }, { cluster }) {
    if (!useKubernetes) return [];
    const isClosed = createsCluster
      ? jsonAt(clusterBody, "properties", "disableLocalAccounts") === true &&
        jsonAt(clusterBody, "properties", "aadProfile", "managed") !== true
      : cluster !== undefined && cluster.localAccountsDisabled && !cluster.usesEntra;
    if (!isClosed) return [];
    const reason = `cluster ${clusterName} has local accounts disabled and no Entra ID integration: every sign-in fails`;
    const cure = createsCluster
      ? "add --set properties.aadProfile.managed=true, or do the Azure half alone with --no-kubernetes"
      : `enable one: az aks update -g ${cluster?.resourceGroup ?? "GROUP"} -n ${clusterName} --enable-aad; or use --no-kubernetes`;
    return [{ reason, cure }];
  },
};
