import { apiVersions } from "./api-versions.js";
import { nameOf, type ArmHandler, type ArmRoute } from "./context.js";
import { gatewayError, notModelled } from "./errors.js";
import { locations } from "./locations.js";
import {
  hasOneAuthorization,
  otherNamespaces,
  registeredNamespaces,
  resourceTypeRows,
  type ResourceTypeRow,
} from "./providers-data.js";
import type { World } from "../world.js";

const byKey = new Map([...registeredNamespaces, ...otherNamespaces].map((name) => [name.toLowerCase(), name]));
const usuallyRegistered = new Set(registeredNamespaces.map((name) => name.toLowerCase()));

function namespaceOf(request: Parameters<ArmHandler>[1]): string {
  const asked = nameOf(request, "namespace");
  const namespace = byKey.get(asked.toLowerCase());
  if (namespace !== undefined) return namespace;
  throw gatewayError(404, "InvalidResourceNamespace", `The resource namespace '${asked}' is invalid.`);
}

function stateOf(world: World, namespace: string): string {
  const key = namespace.toLowerCase();
  return world.providers.get(key) ?? (usuallyRegistered.has(key) ? "Registered" : "NotRegistered");
}

function render(world: World, namespace: string) {
  const key = namespace.toLowerCase();
  const random = world.random.fork(`provider/${key}`);
  const authorization = { applicationId: random.guid(), roleDefinitionId: random.guid() };
  return {
    id: `/subscriptions/${world.subscriptionId}/providers/${namespace}`,
    namespace,
    ...(hasOneAuthorization.has(key) ? { authorization } : { authorizations: [authorization] }),
    resourceTypes: resourceTypes(key).map(renderType),
    registrationState: stateOf(world, namespace),
    registrationPolicy: "RegistrationRequired",
  };
}

/** The AKS provider's: those that are served here, in their versions. */
function resourceTypes(key: string): readonly ResourceTypeRow[] {
  const versions = (type: string) => [...(apiVersions[type] ?? [])].reverse();
  if (key !== "microsoft.containerservice") return resourceTypeRows[key] ?? [];
  return [
    { resourceType: "managedClusters", apiVersions: versions("managedClusters"), places: "all" },
    { resourceType: "locations", apiVersions: versions("locations/operations") },
    { resourceType: "locations/operations", apiVersions: versions("locations/operations"), places: "all" },
    { resourceType: "locations/operationresults", apiVersions: versions("locations/operations"), places: "all" },
  ];
}

function renderType({ resourceType, apiVersions: versions, places, defaultApiVersion, capabilities }: ResourceTypeRow) {
  return {
    resourceType,
    locations:
      places === "all" ? locations.map(({ displayName }) => displayName) : places === "global" ? ["global"] : [],
    apiVersions: versions,
    ...(defaultApiVersion === undefined ? {} : { defaultApiVersion }),
    capabilities: capabilities ?? "None",
  };
}

const get: ArmHandler = (world, request) => ({ status: 200, body: render(world, namespaceOf(request)) });

/** All of them on one page; `$select` as az sends it (recorded 2025-10: `namespace,registrationstate`). */
const list: ArmHandler = (world, request) => {
  const select = request.http.query.get("$select")?.toLowerCase().split(",");
  const names = [...byKey.values()];
  if (request.http.query.get("$expand") !== undefined) throw notModelled("$expand on providers");
  const value = names.map((namespace) => {
    if (select === undefined) return render(world, namespace);
    return Object.fromEntries(
      Object.entries(render(world, namespace)).filter(([key]) => select.includes(key.toLowerCase())),
    );
  });
  return { status: 200, body: { value } };
};

/** Recorded: `Registering` at once, later `Registered`; likewise the way back. */
function change(from: string, passing: string, to: string): ArmHandler {
  return (world, request) => {
    const namespace = namespaceOf(request);
    const key = namespace.toLowerCase();
    if (isOtherThan(stateOf(world, namespace), from)) return { status: 200, body: render(world, namespace) };
    world.providers.set(key, passing);
    world.clock.after(world.durations("provider-register", `${key}/${world.clock.now()}`), () => {
      if (world.providers.get(key) !== passing) return;
      world.providers.set(key, to);
      world.log(`provider ${namespace}: ${to}`);
    });
    return { status: 200, body: render(world, namespace) };
  };
}

/** `from`: what there is to do. Registering and unregistering go before each other (recorded). */
function isOtherThan(state: string, from: string): boolean {
  const isOn = state === "Registered" || state === "Registering";
  return (from === "Registered") !== isOn;
}

/** For every subscription of a management group: 200 without a body (recorded 2023-02); there are no such groups here. */
const registerForGroup: ArmHandler = (world, request) => {
  const namespace = namespaceOf(request);
  world.log(`provider ${namespace}: registered for management group ${nameOf(request, "managementGroup")}`);
  return { status: 200 };
};

const one = "subscriptions/:subscription/providers/:namespace";
const route = (method: ArmRoute["method"], pattern: string, action: string, handle: ArmHandler): ArmRoute => ({
  method,
  pattern,
  type: "resources",
  action: `Microsoft.Resources/${action}`,
  handle,
});

export const providerRoutes: readonly ArmRoute[] = [
  route("GET", "subscriptions/:subscription/providers", "providers/read", list),
  route("GET", one, "providers/read", get),
  route("POST", `${one}/register`, "register/action", change("NotRegistered", "Registering", "Registered")),
  route("POST", `${one}/unregister`, "unregister/action", change("Registered", "Unregistering", "Unregistered")),
  route(
    "POST",
    "providers/Microsoft.Management/managementGroups/:managementGroup/providers/:namespace/register",
    "register/action",
    registerForGroup,
  ),
];
