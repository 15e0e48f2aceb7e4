import type { Rule } from "../rule.js";

/** Clusters of a subscription, in all regions together (AKS's limits, 2024-01). */
const mostOfSubscription = 5000;

/**
 * Of a region, AKS limits clusters by subscription (since 2025-09), and shows the limit in the portal alone. Defaults that
 * were read: 100 (AKS's limits, 2024-01, "more upon request"), 10 of pay-as-you-go offers (a third party's table).
 */
const regionDefaults = [100, 10];

/** AKS answers with `ManagedClusterCountExceedsQuotaLimit`. Counted are the clusters that were seen: never too many. */
export const clusterQuota: Rule = {
  id: "quota-clusters",
  title: "Clusters of the subscription",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/quotas-skus-regions",
  exit: "quota",
  check({ createsCluster }, { clusterLocations, location }) {
    if (!createsCluster || clusterLocations === undefined) return [];
    const all = clusterLocations.length;
    const raise = "ask for more: https://aka.ms/aks/quota-increase";
    if (all >= mostOfSubscription) {
      const reason = `the subscription has ${all} clusters, and ${mostOfSubscription} is the limit`;
      return [{ reason, cure: "delete one: aks-sandbox cluster list; or use another subscription" }];
    }
    const inRegion = clusterLocations.filter((each) => each === location).length;
    const reached = regionDefaults.find((most) => inRegion >= most);
    if (reached === undefined) return [];
    const reason = `the subscription has ${inRegion} clusters in ${location ?? "the region"}; AKS limits them by region, some subscriptions to ${reached}, and shows the limit in the portal alone`;
    const cure = `look at Quotas in the portal, and ${raise}`;
    return [{ reason, cure, evidence: "observed-once" }];
  },
};
