import { nameOf, type ArmHandler, type ArmRoute } from "./context.js";
import { featureRows, type FeatureRow } from "./features-data.js";
import type { World } from "../world.js";

/** A feature is known by its namespace and name; keys of `world.features` are `namespace/feature` in lower case. */
interface Feature {
  readonly namespace: string;
  readonly name: string;
}

function stateOf(world: World, { namespace, name }: Feature): string {
  return world.features.get(keyOf({ namespace, name })) ?? "NotRegistered";
}

function keyOf({ namespace, name }: Feature): string {
  return `${namespace}/${name}`.toLowerCase();
}

function rowOf(feature: Feature): FeatureRow | undefined {
  return featureRows.find(([namespace, name]) => keyOf({ namespace, name }) === keyOf(feature));
}

function render(world: World, feature: Feature, state = stateOf(world, feature)) {
  const { namespace, name } = feature;
  return {
    properties: { state },
    id: `/subscriptions/${world.subscriptionId}/providers/Microsoft.Features/providers/${namespace}/features/${name}`,
    type: "Microsoft.Features/providers/features",
    name: `${namespace}/${name}`,
  };
}

/** The same feature as the newer resource type has it (recorded 2021-08). */
function renderRegistration(world: World, feature: Feature) {
  const { namespace, name } = feature;
  const [, , releaseDate, approvalType, words] = rowOf(feature) ?? [namespace, name, undefined, "ApprovalRequired"];
  const state = stateOf(world, feature);
  return {
    id:
      `/subscriptions/${world.subscriptionId}/providers/Microsoft.Features/featureProviders/${namespace}/` +
      `subscriptionFeatureRegistrations/${name}`,
    name: `${namespace}/${name}`,
    type: "Microsoft.Features/featureProviders/subscriptionFeatureRegistrations",
    properties: {
      subscriptionId: world.subscriptionId,
      featureName: name,
      providerNamespace: namespace,
      state,
      ...(releaseDate === undefined ? {} : { releaseDate: `${releaseDate}T00:00:00.0000000Z` }),
      approvalType,
      ...(words === undefined ? {} : { displayName: words[0], description: words[1], documentationLink: words[2] }),
      shouldFeatureDisplayInPortal: false,
    },
  };
}

/** The known ones, and those of which the subscription has a state. */
function features(world: World, namespace?: string): readonly Feature[] {
  const known = featureRows.map(([ns, name]) => ({ namespace: ns, name }));
  const keys = new Set(known.map(keyOf));
  const others = [...world.features.keys()]
    .filter((key) => !keys.has(key))
    .map((key) => ({ namespace: key.slice(0, key.indexOf("/")), name: key.slice(key.indexOf("/") + 1) }));
  return [...known, ...others].filter(
    (feature) => namespace === undefined || feature.namespace.toLowerCase() === namespace.toLowerCase(),
  );
}

function named(request: Parameters<ArmHandler>[1]): Feature {
  return { namespace: nameOf(request, "namespace"), name: nameOf(request, "feature") };
}

const get: ArmHandler = (world, request) => ({ status: 200, body: render(world, named(request)) });

const list: ArmHandler = (world, request) => ({
  status: 200,
  body: { value: features(world, request.names["namespace"]).map((feature) => render(world, feature)) },
});

/** AKS's features need an approval that takes its time: `Registering` (az shows it so), then `Registered`. */
const register: ArmHandler = (world, request) => {
  const feature = named(request);
  const state = stateOf(world, feature);
  if (state !== "Registered" && state !== "Registering") setRegistering(world, keyOf(feature));
  return { status: 200, body: render(world, feature) };
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

const unregister: ArmHandler = (world, request) => {
  const feature = named(request);
  world.features.set(keyOf(feature), "Unregistered");
  return { status: 200, body: render(world, feature, "Unregistering") };
};

const getRegistration: ArmHandler = (world, request) => ({
  status: 200,
  body: renderRegistration(world, named(request)),
});

const listRegistrations: ArmHandler = (world, request) => ({
  status: 200,
  body: { value: features(world, request.names["namespace"]).map((feature) => renderRegistration(world, feature)) },
});

/** Recorded 2021-08 for a feature without approval: registered at once; name without namespace, type in lower case. */
const putRegistration: ArmHandler = (world, request) => {
  const feature = named(request);
  if (rowOf(feature)?.[3] === "AutoApproval") world.features.set(keyOf(feature), "Registered");
  else if (stateOf(world, feature) !== "Registered") setRegistering(world, keyOf(feature));
  const body = renderRegistration(world, feature);
  const { shouldFeatureDisplayInPortal, ...properties } = body.properties;
  const registrationDate = new Date(world.clock.now()).toISOString().replace("Z", "0000Z");
  return {
    status: 200,
    body: {
      ...body,
      name: feature.name,
      type: body.type.toLowerCase(),
      properties: {
        ...properties,
        ...(properties.state === "Registered" ? { registrationDate } : {}),
        shouldFeatureDisplayInPortal,
      },
    },
  };
};

/** Recorded 2021-08: 200 without a body. */
const deleteRegistration: ArmHandler = (world, request) => {
  world.features.set(keyOf(named(request)), "Unregistered");
  return { status: 200 };
};

const base = "subscriptions/:subscription/providers/Microsoft.Features";
const one = `${base}/providers/:namespace/features/:feature`;
const registrations = `${base}/featureProviders/:namespace/subscriptionFeatureRegistrations`;
const route = (method: ArmRoute["method"], pattern: string, action: string, handle: ArmHandler): ArmRoute => ({
  method,
  pattern,
  type: "features",
  action: `Microsoft.Features/${action}`,
  handle,
});

export const featureRoutes: readonly ArmRoute[] = [
  route("GET", `${base}/features`, "features/read", list),
  route("GET", `${base}/providers/:namespace/features`, "features/read", list),
  route("GET", one, "providers/features/read", get),
  route("POST", `${one}/register`, "providers/features/register/action", register),
  route("POST", `${one}/unregister`, "providers/features/unregister/action", unregister),
  route(
    "GET",
    `${base}/subscriptionFeatureRegistrations`,
    "featureProviders/subscriptionFeatureRegistrations/read",
    listRegistrations,
  ),
  route("GET", registrations, "featureProviders/subscriptionFeatureRegistrations/read", listRegistrations),
  route("GET", `${registrations}/:feature`, "featureProviders/subscriptionFeatureRegistrations/read", getRegistration),
  route("PUT", `${registrations}/:feature`, "featureProviders/subscriptionFeatureRegistrations/write", putRegistration),
  route(
    "DELETE",
    `${registrations}/:feature`,
    "featureProviders/subscriptionFeatureRegistrations/delete",
    deleteRegistration,
  ),
];
