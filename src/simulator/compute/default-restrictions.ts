import type { SizeRestriction } from "./compute-state.js";

const retiredGpu = ["eastus", "eastus2", "southcentralus", "westus2", "australiaeast", "westeurope", "uksouth"];

/**
 * What a subscription was not given, from a public listing of 2026-08: the v3 GPU line nowhere, two AMD lines of eastus2
 * not in every zone (in which of them is assumed: the listing does not say).
 */
export const defaultRestrictions: readonly SizeRestriction[] = [
  ...retiredGpu.map((location) => ({ location, size: "standardNCSv3Family" })),
  { location: "eastus2", size: "standardDASv4Family", zones: ["3"] },
  { location: "eastus2", size: "standardDASv5Family", zones: ["3"] },
];
