import type { ArmHandler, ArmRoute } from "./context.js";
import { featureRoutes } from "./features.js";
import { providerRoutes } from "./providers.js";
import { hasAnyRole } from "../authorization/access.js";
import { renderLocations } from "./locations.js";
import type { World } from "../world.js";

function subscription(world: World) {
  return {
    id: `/subscriptions/${world.subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId: world.subscriptionId,
    tenantId: world.tenantId,
    displayName: "Local Azure",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

/** Those in which the caller has a role somewhere. */
const listSubscriptions: ArmHandler = (world, { principal }) => {
  const value = hasAnyRole(world, principal.objectId) ? [subscription(world)] : [];
  return { status: 200, body: { value, count: { type: "Total", value: value.length } } };
};
const getSubscription: ArmHandler = (world) => ({ status: 200, body: subscription(world) });
const listTenants: ArmHandler = (world) => ({
  status: 200,
  body: {
    value: [
      {
        id: `/tenants/${world.tenantId}`,
        tenantId: world.tenantId,
        tenantCategory: "Home",
        displayName: "Local Azure",
      },
    ],
  },
});
const listLocations: ArmHandler = (world, request) => ({
  status: 200,
  body: { value: renderLocations(world.subscriptionId, request.apiVersion) },
});

const route = (
  method: ArmRoute["method"],
  pattern: string,
  type: string,
  action: string,
  handle: ArmHandler,
): ArmRoute => ({
  method,
  pattern,
  type,
  action,
  handle,
});
export const subscriptionRoutes: readonly ArmRoute[] = [
  route("GET", "subscriptions", "subscriptions", "Microsoft.Resources/subscriptions/read", listSubscriptions),
  route(
    "GET",
    "subscriptions/:subscription",
    "subscriptions",
    "Microsoft.Resources/subscriptions/read",
    getSubscription,
  ),
  route("GET", "tenants", "subscriptions", "Microsoft.Resources/tenants/read", listTenants),
  route(
    "GET",
    "subscriptions/:subscription/locations",
    "subscriptions",
    "Microsoft.Resources/subscriptions/locations/read",
    listLocations,
  ),
  ...providerRoutes,
  ...featureRoutes,
];
