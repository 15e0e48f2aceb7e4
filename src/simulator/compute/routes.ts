import type { ArmRoute } from "../arm/context.js";
import { listSkus } from "./resource-skus.js";
import { listUsages } from "./usages.js";

const inSubscription = "subscriptions/:subscription/providers/Microsoft.Compute";

export const computeRoutes: readonly ArmRoute[] = [
  {
    method: "GET",
    pattern: `${inSubscription}/skus`,
    action: "Microsoft.Compute/skus/read",
    type: "skus",
    handle: listSkus,
  },
  {
    method: "GET",
    pattern: `${inSubscription}/locations/:location/usages`,
    action: "Microsoft.Compute/locations/usages/read",
    type: "locations/usages",
    handle: listUsages,
  },
];
