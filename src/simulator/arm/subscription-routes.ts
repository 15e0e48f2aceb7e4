import { nameOf, type ArmHandler, type ArmRoute } from "./context.js";
import { gatewayError } from "./errors.js";
import { locations } from "./locations.js";
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

const listSubscriptions: ArmHandler = (world) => ({
  status: 200,
  body: { value: [subscription(world)], count: { type: "Total", value: 1 } },
});
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
const listLocations: ArmHandler = (world) => ({
  status: 200,
  body: {
    value: locations.map(({ name, displayName, group }) => ({
      id: `/subscriptions/${world.subscriptionId}/locations/${name}`,
      name,
      type: "Region",
      displayName,
      regionalDisplayName: `(${group}) ${displayName}`,
      metadata: { regionType: "Physical", regionCategory: "Recommended", geographyGroup: group },
    })),
  },
});

const providerNames = [
  "Microsoft.ContainerService",
  "Microsoft.Compute",
  "Microsoft.Network",
  "Microsoft.Features",
  "Microsoft.Resources",
];

function provider(request: Parameters<ArmHandler>[1]) {
  const namespace = providerNames.find((known) => known.toLowerCase() === nameOf(request, "namespace").toLowerCase());
  if (namespace !== undefined) return namespace;
  throw gatewayError(
    404,
    "InvalidResourceNamespace",
    `The resource namespace '${nameOf(request, "namespace")}' is invalid.`,
  );
}

function renderProvider(world: World, namespace: string) {
  return {
    id: `/subscriptions/${world.subscriptionId}/providers/${namespace}`,
    namespace,
    resourceTypes: [],
    registrationState: world.providers.get(namespace.toLowerCase()) ?? "Registered",
    registrationPolicy: "RegistrationRequired",
  };
}

const getProvider: ArmHandler = (world, request) => ({
  status: 200,
  body: renderProvider(world, provider(request)),
});

/** Recorded: `Registering` at once, later `Registered`. */
const registerProvider: ArmHandler = (world, request) => {
  const namespace = provider(request);
  const key = namespace.toLowerCase();
  if (world.providers.get(key) === "NotRegistered") {
    world.providers.set(key, "Registering");
    world.clock.after(world.durations("provider-register", key), () => {
      world.providers.set(key, "Registered");
      world.log(`provider ${namespace}: Registered`);
    });
  }
  return { status: 200, body: renderProvider(world, namespace) };
};

function renderFeature(world: World, namespace: string, feature: string) {
  return {
    properties: { state: world.features.get(`${namespace}/${feature}`.toLowerCase()) ?? "NotRegistered" },
    id: `/subscriptions/${world.subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${feature}`,
    type: "Microsoft.Features/providers/features",
    name: `${namespace}/${feature}`,
  };
}

const getFeature: ArmHandler = (world, request) => ({
  status: 200,
  body: renderFeature(world, nameOf(request, "namespace"), nameOf(request, "feature")),
});

/** AKS's features need an approval that takes its time: `Registering` (az shows it so), then `Registered`. */
const registerFeature: ArmHandler = (world, request) => {
  const [namespace, feature] = [nameOf(request, "namespace"), nameOf(request, "feature")];
  const key = `${namespace}/${feature}`.toLowerCase();
  if ((world.features.get(key) ?? "NotRegistered").endsWith("egistered") && world.features.get(key) !== "Registered") {
    setRegistering(world, key);
  } else if (!world.features.has(key)) setRegistering(world, key);
  return { status: 200, body: renderFeature(world, namespace, feature) };
};

function setRegistering(world: World, key: string): void {
  world.features.set(key, "Registering");
  world.log(`feature ${key}: Registering`);
  world.clock.after(world.durations("feature-register", key), () => {
    if (world.features.get(key) !== "Registering") return;
    world.features.set(key, "Registered");
    world.log(`feature ${key}: Registered`);
  });
}

const unregisterFeature: ArmHandler = (world, request) => {
  const [namespace, feature] = [nameOf(request, "namespace"), nameOf(request, "feature")];
  world.features.set(`${namespace}/${feature}`.toLowerCase(), "Unregistered");
  return { status: 200, body: { ...renderFeature(world, namespace, feature), properties: { state: "Unregistering" } } };
};

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
const feature = "subscriptions/:subscription/providers/Microsoft.Features/providers/:namespace/features/:feature";

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
  route(
    "GET",
    "subscriptions/:subscription/providers/:namespace",
    "resources",
    "Microsoft.Resources/providers/read",
    getProvider,
  ),
  route(
    "POST",
    "subscriptions/:subscription/providers/:namespace/register",
    "resources",
    "Microsoft.Resources/register/action",
    registerProvider,
  ),
  route("GET", feature, "features", "Microsoft.Features/providers/features/read", getFeature),
  route(
    "POST",
    `${feature}/register`,
    "features",
    "Microsoft.Features/providers/features/register/action",
    registerFeature,
  ),
  route(
    "POST",
    `${feature}/unregister`,
    "features",
    "Microsoft.Features/providers/features/unregister/action",
    unregisterFeature,
  ),
];
