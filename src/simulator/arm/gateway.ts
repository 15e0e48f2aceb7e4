import { aksRoutes } from "../aks/routes.js";
import { strikeRequest } from "../faults/request-faults.js";
import type { RequestKind } from "../faults/faults.js";
import { headerOf, type HttpRequest, type Outcome } from "../http/exchange.js";
import { Router } from "../http/router.js";
import type { Tokens } from "../entra/tokens.js";
import type { World } from "../world.js";
import { checkApiVersion, missingApiVersion } from "./api-versions.js";
import type { ArmRoute } from "./context.js";
import { gatewayError, notModelled, RefusalError } from "./errors.js";
import { resourceGroupRoutes } from "./resource-groups.js";
import { subscriptionRoutes } from "./subscription-routes.js";

/** ARM: who asks, with which api-version, for which subscription; then the route. Every refusal is a reply. */
export class ArmGateway {
  readonly #router = new Router<ArmRoute>();
  readonly #world: World;
  readonly #tokens: Tokens;

  constructor(world: World, tokens: Tokens) {
    this.#world = world;
    this.#tokens = tokens;
    for (const route of [...subscriptionRoutes, ...resourceGroupRoutes, ...aksRoutes]) {
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
    const match = this.#router.find(http.method, http.path);
    if (match === undefined) throw notModelled(`${http.method} ${http.path}`);
    const { route, names } = match;
    checkApiVersion(route.type, apiVersion, names["location"] ?? "");
    const struck = strikeRequest(world.faults, {
      kind: kindOf(http),
      path: http.path,
      principal,
      action: route.action,
    });
    if (struck !== undefined) return struck;
    const reply = route.handle(world, { http, principal, apiVersion, names, body: parseBody(http) });
    return { ...reply, headers: { ...commonHeaders(world, http, route), ...reply.headers } };
  }
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

function parseBody(http: HttpRequest): unknown {
  if (http.bodyText === "") return undefined;
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

/** Rate headers with their recorded full values (2025-11); the AKS provider names its operation. */
function commonHeaders(world: World, http: HttpRequest, route: ArmRoute): Record<string, string> {
  const prefix = "x-ms-ratelimit-remaining-subscription";
  const rates: Record<string, string> =
    http.method === "GET" || http.method === "HEAD"
      ? { [`${prefix}-global-reads`]: "16499" }
      : http.method === "DELETE"
        ? { [`${prefix}-deletes`]: "799", [`${prefix}-global-deletes`]: "11999" }
        : { [`${prefix}-writes`]: "799", [`${prefix}-global-writes`]: "11999" };
  if (!route.action.startsWith("Microsoft.ContainerService/")) {
    return { "content-type": "application/json; charset=utf-8", ...rates };
  }
  return {
    "content-type": "application/json",
    "x-ms-operation-identifier":
      `tenantId=${world.tenantId},objectId=${world.servicePrincipal.objectId}/westus2/` + crypto.randomUUID(),
    ...rates,
  };
}
