import { aksRoutes } from "../aks/routes.js";
import { authorizationRoutes } from "../authorization/routes.js";
import { authorize } from "../authorization/authorize.js";
import { computeRoutes } from "../compute/routes.js";
import { strikeAnswer, strikeRequest } from "../faults/request-faults.js";
import type { RequestKind } from "../faults/fault.js";
import { headerOf, type HttpRequest, type Outcome } from "../http/exchange.js";
import { Router } from "../http/router.js";
import type { Tokens } from "../entra/tokens.js";
import { isTooDeep } from "../json.js";
import { clusterKey, type World } from "../world.js";
import { checkApiVersion, missingApiVersion } from "./api-versions.js";
import type { ArmRoute } from "./context.js";
import { gatewayError, notModelled, RefusalError } from "./errors.js";
import { resourceGroupRoutes } from "./resource-groups.js";
import { subscriptionRoutes } from "./subscription-routes.js";
import type { ThrottledRequest, ThrottledScope, Throttling } from "./throttling.js";

/** ARM: who asks, with which api-version, for which subscription; then the route. Every refusal is a reply. */
export class ArmGateway {
  readonly #router = new Router<ArmRoute>();
  readonly #world: World;
  readonly #tokens: Tokens;
  readonly #throttling: Throttling;

  constructor(world: World, tokens: Tokens, throttling: Throttling) {
    this.#world = world;
    this.#tokens = tokens;
    this.#throttling = throttling;
    for (const route of [
      ...subscriptionRoutes,
      ...resourceGroupRoutes,
      ...computeRoutes,
      ...authorizationRoutes,
      ...aksRoutes,
    ]) {
      this.#router.add(route.method, route.pattern, route);
    }
  }

  handle(http: HttpRequest): Outcome {
    try {
      return this.#serve(http);
    } catch (error) {
      if (error instanceof RefusalError) return error.reply;
      throw error;
    }
  }

  #serve(http: HttpRequest): Outcome {
    const world = this.#world;
    const principal = this.#tokens.check(headerOf(http, "authorization"));
    const apiVersion = http.query.get("api-version")?.toLowerCase();
    if (apiVersion === undefined || apiVersion === "") throw missingApiVersion();
    checkSubscription(world, http.path);
    const scope = scopeOf(world, http.path);
    const rates = this.#throttling.arm(http.method, scope, principal.objectId);
    const match = this.#router.find(http.method, http.path);
    if (match === undefined) throw notModelled(`${http.method} ${http.path}`);
    const { route, names } = match;
    checkApiVersion(route.type, apiVersion, names["location"] ?? "");
    const { method, path } = http;
    const { tenantId } = world;
    const met = { kind: kindOf(http), method, path, names, scope, principal, tenantId, action: route.action };
    const struck = strikeRequest(world.faults, met);
    if (struck !== undefined) return withProviderHeaders(struck, commonHeaders(world, route), rates);
    if (met.kind === "poll" && world.faults.take("operation-lost", http.path) !== undefined) {
      world.operations.forget(names["operation"] ?? "");
    }
    const body = parseBody(http);
    authorize(world, { principal, method: http.method, action: route.action, path: http.path, body });
    const headers = () => ({ ...commonHeaders(world, route), ...rates });
    try {
      if (isAks(route)) this.#throttling.provider(throttledRequest(world, route, names));
      const reply = route.handle(world, { http, principal, apiVersion, names, body });
      return strikeAnswer(world.faults, met) ?? { ...reply, headers: { ...headers(), ...reply.headers } };
    } catch (error) {
      // The provider's refusals carry what its other replies carry; the gateway's do not (recorded).
      if (!(error instanceof RefusalError) || error.reply.headers?.["x-ms-failure-cause"] === "gateway") throw error;
      return { ...error.reply, headers: { ...headers(), ...error.reply.headers } };
    }
  }
}

/** What the provider itself answers carries what its other replies carry (recorded); what the gateway says does not. */
function withProviderHeaders(
  struck: Outcome,
  common: Readonly<Record<string, string>>,
  rates: Readonly<Record<string, string>>,
): Outcome {
  if (typeof struck === "symbol" || struck.headers?.["content-type"] !== "application/json") return struck;
  return { ...struck, headers: { ...common, ...rates, ...struck.headers } };
}

function isAks(route: ArmRoute): boolean {
  return route.action.startsWith("Microsoft.ContainerService/");
}

/** What ARM's limits are kept for: the subscription of a path, else the tenant. */
function scopeOf(world: World, path: string): ThrottledScope {
  const [, first, id] = path.split("/");
  return first?.toLowerCase() === "subscriptions" && id !== undefined && id !== ""
    ? { kind: "subscription", id: world.subscriptionId }
    : { kind: "tenant", id: world.tenantId };
}

function throttledRequest(world: World, route: ArmRoute, names: Readonly<Record<string, string>>): ThrottledRequest {
  const cluster = world.clusters.get(clusterKey(names["group"] ?? "", names["cluster"] ?? ""));
  return {
    method: route.method,
    action: route.action,
    names,
    subscriptionId: world.subscriptionId,
    location: cluster?.location ?? names["location"] ?? "",
  };
}

function checkSubscription(world: World, path: string): void {
  const [, first, id] = path.split("/");
  if (first?.toLowerCase() !== "subscriptions" || id === undefined || id === "") return;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw gatewayError(
      400,
      "InvalidSubscriptionId",
      `The provided subscription identifier '${id}' is malformed or invalid.`,
    );
  }
  if (id.toLowerCase() === world.subscriptionId) return;
  throw gatewayError(404, "SubscriptionNotFound", `The subscription '${id}' could not be found.`);
}

/** Text: Azure/azure-cli issue 10143, of a PUT; that a POST's body may be of any type is assumed. */
function checkMediaType(http: HttpRequest): void {
  if (http.method !== "PUT" && http.method !== "PATCH") return;
  const type = headerOf(http, "content-type")?.split(";")[0]?.trim() || "<null>";
  if (/^(application|text)\/json$/i.test(type)) return;
  const message = `The content media type '${type}' is not supported. Only 'application/json' is supported.`;
  throw gatewayError(415, "UnsupportedMediaType", message);
}

function parseBody(http: HttpRequest): unknown {
  if (http.bodyText === "") return undefined;
  checkMediaType(http);
  if (isTooDeep(http.bodyText)) {
    throw gatewayError(400, "InvalidRequestContent", "The request content was invalid: it is nested too deeply.");
  }
  try {
    return JSON.parse(http.bodyText) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    throw gatewayError(
      400,
      "InvalidRequestContent",
      `The request content was invalid and could not be deserialized: '${why}'.`,
    );
  }
}

function kindOf(http: HttpRequest): RequestKind {
  if (http.method === "PUT" || http.method === "PATCH") return "put";
  if (http.method === "POST") return "post";
  if (http.method === "DELETE") return "delete";
  return /\/operation(s|results)\//i.test(http.path) ? "poll" : "get";
}

/** The AKS provider names its operation (recorded). */
function commonHeaders(world: World, route: ArmRoute): Record<string, string> {
  if (!isAks(route)) return { "content-type": "application/json; charset=utf-8" };
  return {
    "content-type": "application/json",
    "x-ms-operation-identifier":
      `tenantId=${world.tenantId},objectId=${world.servicePrincipal.objectId}/westus2/` + crypto.randomUUID(),
  };
}
