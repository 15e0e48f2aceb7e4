import type { Direction, Subject } from "./bicep-types.js";
import type { Exchange } from "../helpers/exchange-log.js";

/** What a body of an exchange with AKS is, so that it can be held against a contract. */
export interface BodyUnderTest {
  readonly direction: Direction;
  readonly subject: Subject;
  readonly body: unknown;
}

const cluster = { resource: "managedClusters" };
const pool = { resource: "managedClusters/agentPools" };
const machine = { resource: "managedClusters/agentPools/machines" };

interface Route {
  readonly path: RegExp;
  readonly request?: Subject;
  readonly reply?: Subject;
  /** The reply is `{ value: [...], nextLink }` of these. */
  readonly list?: Subject;
}

const base = "^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.ContainerService/managedClusters";
const route = (method: string, end: string, subjects: Omit<Route, "path">, from = base) =>
  [method, { path: new RegExp(`${from}${end}$`, "i"), ...subjects }] as const;
const one = "/[^/]+";
const revisions = "^/subscriptions/[^/]+/providers/Microsoft\\.ContainerService/locations/[^/]+/meshRevisionProfiles";

/** Every operation of AKS whose bodies Bicep describes. */
const routes: readonly (readonly [method: string, route: Route])[] = [
  route("GET", "", { list: cluster }),
  route("GET", "", { list: cluster }, "^/subscriptions/[^/]+/providers/Microsoft\\.ContainerService/managedClusters"),
  route("GET", one, { reply: cluster }),
  route("PUT", one, { request: cluster, reply: cluster }),
  route("PATCH", one, { reply: cluster }),
  route("POST", `${one}/listClusterUserCredential`, { reply: { action: "listClusterUserCredential" } }),
  route("POST", `${one}/listClusterAdminCredential`, { reply: { action: "listClusterAdminCredential" } }),
  route("POST", `${one}/abort`, { reply: cluster }),
  route("GET", `${one}/upgradeProfiles/default`, { reply: { resource: "managedClusters/upgradeProfiles" } }),
  route("GET", `${one}/agentPools`, { list: pool }),
  route("GET", `${one}/agentPools${one}`, { reply: pool }),
  route("PUT", `${one}/agentPools${one}`, { request: pool, reply: pool }),
  route("POST", `${one}/agentPools${one}/abort`, { reply: pool }),
  route("POST", `${one}/agentPools${one}/upgradeNodeImageVersion`, { reply: pool }),
  route("GET", `${one}/agentPools${one}/machines`, { list: machine }),
  route("GET", `${one}/agentPools${one}/machines${one}`, { reply: machine }),
  route("PUT", `${one}/agentPools${one}/machines${one}`, { request: machine, reply: machine }),
  route("GET", `${one}/agentPools${one}/upgradeProfiles/default`, {
    reply: { resource: "managedClusters/agentPools/upgradeProfiles" },
  }),
  ...["maintenanceConfigurations", "trustedAccessRoleBindings", "loadBalancers", "jwtAuthenticators"].flatMap(stored),
  ...["identityBindings", "managedNamespaces"].flatMap(stored),
  route("DELETE", `${one}/identityBindings${one}`, { reply: { resource: "managedClusters/identityBindings" } }),
  route("GET", `${one}/meshUpgradeProfiles`, { list: { resource: "managedClusters/meshUpgradeProfiles" } }),
  route("GET", `${one}/meshUpgradeProfiles${one}`, { reply: { resource: "managedClusters/meshUpgradeProfiles" } }),
  ...["snapshots", "managedclustersnapshots"].flatMap(snapshotsOf),
  route("GET", "", { list: { resource: "locations/meshRevisionProfiles" } }, revisions),
  route("GET", one, { reply: { resource: "locations/meshRevisionProfiles" } }, revisions),
];

function snapshotsOf(resource: string) {
  const below = `/providers/Microsoft\\.ContainerService/${resource}`;
  const inGroup = `^/subscriptions/[^/]+/resourceGroups/[^/]+${below}`;
  return [
    route("GET", "", { list: { resource } }, `^/subscriptions/[^/]+${below}`),
    route("GET", "", { list: { resource } }, inGroup),
    route("GET", one, { reply: { resource } }, inGroup),
    route("PUT", one, { request: { resource }, reply: { resource } }, inGroup),
    route("PATCH", one, { reply: { resource } }, inGroup),
  ];
}

function stored(type: string) {
  const resource = { resource: `managedClusters/${type}` };
  return [
    route("GET", `${one}/${type}`, { list: resource }),
    route("GET", `${one}/${type}${one}`, { reply: resource }),
    route("PUT", `${one}/${type}${one}`, { request: resource, reply: resource }),
  ];
}

/** The bodies of an exchange that a contract describes; none for a refusal. */
export function bodiesUnderTest(exchange: Exchange): readonly BodyUnderTest[] {
  const found = findRoute(exchange.method, exchange.path);
  if (found === undefined || exchange.status >= 300) return [];
  const { request, reply, list } = found;
  return [
    ...(request === undefined ? [] : [{ direction: "request" as const, subject: request, body: exchange.requestBody }]),
    ...(reply === undefined || exchange.body === undefined
      ? []
      : [{ direction: "reply" as const, subject: reply, body: exchange.body }]),
    ...(list === undefined
      ? []
      : ((exchange.body as { readonly value: readonly unknown[] }).value.map((body) => ({
          direction: "reply" as const,
          subject: list,
          body,
        })) satisfies readonly BodyUnderTest[])),
  ];
}

/** The route of a path as a client asks for it. */
export function findRoute(method: string, path: string): Route | undefined {
  return routes.find(([routeMethod, { path: pattern }]) => routeMethod === method && pattern.test(path))?.[1];
}
