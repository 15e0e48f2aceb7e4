/** A token bucket: `size` requests at once, and `perSecond` more for each second that passes. */
export interface BucketLimit {
  readonly size: number;
  readonly perSecond: number;
}

export type ArmVerb = "reads" | "writes" | "deletes";

/** ARM, per region, subscription (or tenant), principal and kind of request; documentation of 2024 and later. */
export const armLimits: Readonly<Record<ArmVerb, BucketLimit>> = {
  reads: { size: 250, perSecond: 25 },
  writes: { size: 200, perSecond: 10 },
  deletes: { size: 200, perSecond: 10 },
};

/** All principals of a subscription together (same documentation). */
export const globalFactor = 15;

/**
 * What ARM's headers count down from: recorded in 2025, from a subscription whose limits are above the documented ones.
 * Requests are held to the documented ones.
 */
export const countedFrom: Readonly<Record<ArmVerb, { readonly principal: number; readonly global: number }>> = {
  reads: { principal: 1_100, global: 16_500 },
  writes: { principal: 800, global: 12_000 },
  deletes: { principal: 800, global: 12_000 },
};

export interface ProviderLimit extends BucketLimit {
  /** As AKS names the limit in its text; `PutManagedClusterHandler.PUT` is documented, the others follow it (assumed). */
  readonly handler: string;
  /** What has a bucket of its own. */
  readonly per: "pool" | "cluster" | "group" | "subscription";
}

const perMinute = 1 / 60;
const list: ProviderLimit = { handler: "ListManagedClustersHandler.GET", per: "subscription", size: 500, perSecond: 1 };

/** The AKS provider's limits by the action and method of a request ("Quotas", AKS documentation, 2026-08). */
export function providerLimit(action: string, method: string, names: Readonly<Record<string, string>>): ProviderLimit {
  const [, type = "", ...rest] = action.split("/");
  const what = `${method} ${[type, ...rest].join("/")}`;
  if (what === "GET managedClusters/read" && names["cluster"] === undefined) {
    return names["group"] === undefined
      ? list
      : { handler: "ListManagedClustersByResourceGroupHandler.GET", per: "group", size: 60, perSecond: 1 };
  }
  if (what === "GET managedClusters/read") {
    return { handler: "GetManagedClusterHandler.GET", per: "cluster", size: 60, perSecond: 1 };
  }
  if (what === "PUT managedClusters/write") {
    return { handler: "PutManagedClusterHandler.PUT", per: "cluster", size: 20, perSecond: perMinute };
  }
  if (what === "PUT managedClusters/agentPools/write") {
    return { handler: "PutAgentPoolHandler.PUT", per: "pool", size: 20, perSecond: perMinute };
  }
  if (type === "locations" && rest[0]?.startsWith("operation") === true) {
    return { handler: "GetOperationStatusHandler.GET", per: "subscription", size: 200, perSecond: 2 };
  }
  // "All other APIs": a bucket for each of them (assumed; the documentation does not say whether they share one).
  return { handler: `${action.slice(action.indexOf("/") + 1)}.${method}`, per: "subscription", size: 60, perSecond: 1 };
}
