import { connectionReset, type Outcome } from "../http/exchange.js";
import { gatewayReply, providerError } from "../arm/errors.js";
import { armThrottled, providerThrottled, verbOf, type ThrottledScope } from "../arm/throttling.js";
import { providerLimit } from "../arm/throttling-limits.js";
import { expiredToken } from "../entra/tokens.js";
import type { FailureStatus, RequestKind } from "./fault.js";
import type { Faults } from "./faults.js";
import type { Principal } from "../entra/principals.js";

export interface StruckRequest {
  readonly kind: RequestKind;
  readonly method: string;
  readonly path: string;
  /** Values of the route's variables. */
  readonly names: Readonly<Record<string, string>>;
  readonly scope: ThrottledScope;
  readonly principal: Principal;
  readonly tenantId: string;
  /** `Microsoft.ContainerService/managedClusters/write` */
  readonly action: string;
}

/** The answer of the first fault that meets a request, before the request has any effect; undefined when none does. */
export function strikeRequest(faults: Faults, request: StruckRequest): Outcome | undefined {
  const { kind, path } = request;
  if (faults.take("connection-reset", path, kind) !== undefined) return connectionReset;
  if (faults.take("token-expired", path, kind) !== undefined) return expiredToken().reply;
  const throttled = faults.take("throttled", path, kind);
  if (throttled !== undefined) return throttledReply(throttled.retryAfterSeconds, request);
  const failing = faults.take("server-error", path, kind);
  if (failing !== undefined) return serverError(failing.status ?? 500, request);
  if (faults.take("forbidden", path, kind) !== undefined) return forbidden(request);
  if (kind === "put" && faults.take("etag-mismatch", path) !== undefined) return etagMismatch().reply;
  if (kind === "put" || kind === "post" || kind === "delete") {
    const other = faults.take("another-operation", path);
    if (other !== undefined) return anotherOperation(other.verb ?? "Updating").reply;
  }
  return undefined;
}

/** What a client gets in place of the answer to a write that took effect; undefined: the answer. */
export function strikeAnswer(faults: Faults, request: StruckRequest): Outcome | undefined {
  const { kind, path } = request;
  if (kind !== "put" && kind !== "post" && kind !== "delete") return undefined;
  if (faults.take("connection-reset-after-write", path, kind) !== undefined) return connectionReset;
  const failing = faults.take("server-error-after-write", path, kind);
  return failing === undefined ? undefined : serverError(failing.status ?? 500, request);
}

/** With Retry-After: as the empty bucket that it would be; without: as the one recorded 429, of a cluster's PUT. */
function throttledReply(seconds: number | undefined, request: StruckRequest): Outcome {
  const { method, path, names, action, scope, principal } = request;
  if (seconds !== undefined) {
    const error = action.startsWith("Microsoft.ContainerService/")
      ? providerThrottled(providerLimit(action, method, names).handler, scope.id, seconds)
      : armThrottled(verbOf(method), scope, principal.objectId, seconds);
    return error.reply;
  }
  return gatewayReply(
    429,
    "FailedIdentityOperation",
    `Identity operation for resource '${path}' failed with error 'Failed to perform resource identity operation. Status: ` +
      `'429'. Response: '{"error":{"code":"429","message":"Request is temporarily throttled because tenant ` +
      `${request.tenantId} has issued too many requests. Retry after 2 seconds."}}'.'.`,
    "gateway",
  );
}

const serverErrors = {
  500: ["InternalServerError", "Encountered internal server error."],
  502: [
    "BadGatewayConnection",
    "The network connectivity issue encountered for 'Microsoft.ContainerService'; cannot fulfill the request.",
  ],
  503: ["ServiceUnavailable", "The service is temporarily unavailable."],
  504: [
    "GatewayTimeout",
    "The gateway did not receive a response from 'Microsoft.ContainerService' within the specified time period.",
  ],
} as const;

/** The one recorded 500 is the AKS provider's own answer to a cluster's PUT (2023-06); the others come from the gateway. */
function serverError(status: FailureStatus, { kind, path, action }: StruckRequest): Outcome {
  if (status === 500 && kind === "put" && action === "Microsoft.ContainerService/managedClusters/write") {
    const [, subscription = "", group = ""] = /\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)/i.exec(path) ?? [];
    return {
      status,
      headers: { "content-type": "application/json", "x-ms-failure-cause": "service" },
      body: {
        code: "GetVnetError",
        message: `Get virtual network failed. Subscription: ${subscription}; resource group: ${group}.`,
      },
    };
  }
  const [code, message] = serverErrors[status];
  return gatewayReply(status, code, message, "service");
}

function forbidden({ principal, action, path }: StruckRequest): Outcome {
  return gatewayReply(
    403,
    "AuthorizationFailed",
    `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform ` +
      `action '${action}' over scope '${path}' or the scope is invalid. If access was recently granted, please ` +
      `refresh your credentials.`,
    "gateway",
  );
}

function etagMismatch() {
  return providerError(409, "EtagMismatch", "Operation is not allowed: Another operation is in progress", {
    subcode: "PutManagedClusterAndAgentPools_FailedPrecondition",
    details: [{ code: "Unspecified", message: "rpc error: code = FailedPrecondition desc = Etag mismatched" }],
  });
}

/** The text by which clients know it; AKS error reference, read 2026-08. */
export function anotherOperation(verb: string) {
  return providerError(
    409,
    "OperationNotAllowed",
    `Operation is not allowed: Another operation (${verb}) is in progress, please wait for it to finish before ` +
      `starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
  );
}
