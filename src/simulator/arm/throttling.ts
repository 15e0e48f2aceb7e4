import type { SimulatedClock } from "../clock.js";
import { gatewayError, providerError } from "./errors.js";
import {
  armLimits,
  countedFrom,
  globalFactor,
  providerLimit,
  type ArmVerb,
  type BucketLimit,
} from "./throttling-limits.js";
import { TokenBuckets } from "./token-buckets.js";

export interface ThrottledRequest {
  readonly method: string;
  /** As in `Microsoft.ContainerService/managedClusters/write`. */
  readonly action: string;
  /** Values of the route's variables; names are compared without case. */
  readonly names: Readonly<Record<string, string>>;
  readonly subscriptionId: string;
  /** Region of the resource; "" where a request has none. */
  readonly location: string;
}

/** Whose requests ARM counts together. */
export interface ThrottledScope {
  readonly kind: "subscription" | "tenant";
  readonly id: string;
}

/** One token, less what sums of fractions may lose. */
const aToken = 1 - 1e-9;

/**
 * ARM's and the AKS provider's token buckets, on simulated time. A request that finds its bucket empty is refused, and
 * takes nothing from any other.
 */
export class Throttling {
  readonly #clock: SimulatedClock;
  readonly #isOn: boolean;
  readonly #buckets = new TokenBuckets();

  /** `off`: nothing is refused, and the headers stay at their first values. */
  constructor(clock: SimulatedClock, mode: "documented" | "off") {
    this.#clock = clock;
    this.#isOn = mode === "documented";
  }

  /**
   * ARM's own limits, before a request is routed. Answers with the headers of remaining requests (recorded names: of a
   * subscription's reads the global one alone). Throws the 429 that clients have reported in 2025 and 2026.
   */
  arm(method: string, scope: ThrottledScope, principalId: string): Record<string, string> {
    const verb = verbOf(method);
    const own = armLimits[verb];
    const all = { size: own.size * globalFactor, perSecond: own.perSecond * globalFactor };
    const ownKey = `arm/${verb}/${scope.id}/${principalId}`;
    const allKey = `arm/${verb}/${scope.id}`;
    const isSubscription = scope.kind === "subscription";
    const buckets: [string, BucketLimit][] = [[ownKey, own]];
    if (isSubscription) buckets.push([allKey, all]);
    if (this.#take(buckets)) {
      const taken = { own: own.size - this.#level(ownKey, own), all: all.size - this.#level(allKey, all) };
      return isSubscription
        ? remaining(verb, countedFrom[verb].principal - taken.own, countedFrom[verb].global - taken.all)
        : { [`x-ms-ratelimit-remaining-tenant-${verb}`]: String(Math.floor(own.size - taken.own)) };
    }
    // Reported for reads: 10 s, the time in which an empty bucket is full again.
    const seconds = Math.ceil(own.size / own.perSecond);
    throw armThrottled(verb, scope, principalId, seconds);
  }

  /** The AKS provider's limits; throws its 429 `Throttled`. */
  provider(request: ThrottledRequest): void {
    const limit = providerLimit(request.action, request.method, request.names);
    const { subscriptionId, names } = request;
    const { group = "", cluster = "", pool = "" } = names;
    const place = {
      // A group's list has no region of its own.
      subscription: request.location,
      group,
      cluster: `${group}/${cluster}`,
      pool: `${group}/${cluster}/${pool}`,
    };
    const key = `aks/${limit.handler}/${subscriptionId}/${place[limit.per].toLowerCase()}`;
    if (this.#take([[key, limit]])) return;
    const seconds = Math.max(1, Math.ceil((aToken - this.#level(key, limit)) / limit.perSecond));
    throw providerThrottled(limit.handler, subscriptionId, seconds);
  }

  /** Takes a token of each bucket when all have one; whether they had. */
  #take(buckets: readonly (readonly [key: string, limit: BucketLimit])[]): boolean {
    if (!this.#isOn) return true;
    const nowMs = this.#clock.now();
    if (buckets.some(([key, limit]) => this.#buckets.level(key, limit, nowMs) < aToken)) return false;
    for (const [key, limit] of buckets) this.#buckets.take(key, limit, nowMs);
    return true;
  }

  #level(key: string, limit: BucketLimit): number {
    return this.#isOn ? this.#buckets.level(key, limit, this.#clock.now()) : limit.size - 1;
  }
}

/** ARM's 429 for requests of this kind; what remains is nothing. */
export function armThrottled(verb: ArmVerb, scope: ThrottledScope, principalId: string, seconds: number) {
  return gatewayError(
    429,
    "SubscriptionRequestsThrottled",
    `Number of '${verb.slice(0, -1)}' requests for ${scope.kind} '${scope.id}' actor '${principalId}' exceeded. ` +
      `Please try again after '${seconds}' seconds after additional tokens are available. Refer to ` +
      `https://aka.ms/arm-throttling for additional information.`,
    { "retry-after": String(seconds), ...(scope.kind === "subscription" ? remaining(verb, 0, 0) : {}) },
  );
}

/** The AKS provider's 429. */
export function providerThrottled(handler: string, subscriptionId: string, seconds: number) {
  return providerError(
    429,
    "Throttled",
    `The ${handler} request limit has been exceeded for SubID='${subscriptionId}', please retry again in ` +
      `${seconds} seconds. For more information, please visit aka.ms/aks/throttling`,
    { subcode: "Throttled", headers: { "retry-after": String(seconds), "x-ms-failure-cause": "service" } },
  );
}

export function verbOf(method: string): ArmVerb {
  if (method === "GET" || method === "HEAD") return "reads";
  return method === "DELETE" ? "deletes" : "writes";
}

function remaining(verb: ArmVerb, own: number, all: number): Record<string, string> {
  const prefix = "x-ms-ratelimit-remaining-subscription";
  const global = { [`${prefix}-global-${verb}`]: String(Math.floor(all)) };
  return verb === "reads" ? global : { [`${prefix}-${verb}`]: String(Math.floor(own)), ...global };
}
