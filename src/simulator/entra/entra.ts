import type { Faults } from "../faults/faults.js";
import { connectionReset, type HttpRequest, type Outcome, type Reply } from "../http/exchange.js";
import type { ServicePrincipal } from "./principals.js";
import type { Tokens } from "./tokens.js";

export interface EntraSettings {
  readonly endpoint: () => string;
  /** Those who may sign in; all of one tenant. */
  readonly principals: readonly ServicePrincipal[];
  readonly tokens: Tokens;
  readonly faults: Faults;
}

const discovery = /^\/([^/]+)(?:\/adfs)?(?:\/v2\.0)?\/\.well-known\/openid-configuration$/i;
const token = /^\/([^/]+)\/oauth2(?:\/v2\.0)?\/token\/?$/i;

/** True for what the sign-in service answers; everything else is ARM's. */
export function isEntraPath(path: string): boolean {
  return discovery.test(path) || token.test(path) || path.toLowerCase() === "/common/discovery/instance";
}

/** OIDC discovery and the token endpoint, for the tenant's id, `common`, `organizations` and az's `adfs`. */
export function handleEntra(settings: EntraSettings, request: HttpRequest): Outcome {
  if (request.path.toLowerCase() === "/common/discovery/instance") return instances(settings.endpoint());
  const found = discovery.exec(request.path);
  const tenant = found?.[1] ?? token.exec(request.path)?.[1] ?? "";
  const { faults } = settings;
  if (faults.take("connection-reset", request.path, "token") !== undefined) return connectionReset;
  const throttled = faults.take("throttled", request.path, "token");
  if (throttled !== undefined) return unavailable(429, throttled.retryAfterSeconds);
  const failing = faults.take("server-error", request.path, "token");
  if (failing !== undefined) return unavailable(failing.status ?? 500);
  const tenantId = settings.principals[0]?.tenantId ?? "";
  if (![tenantId, "common", "organizations", "adfs"].includes(tenant.toLowerCase())) {
    return refusal(
      400,
      "invalid_request",
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
    );
  }
  return found === null ? issue(settings, request, tenant) : configuration(settings, tenant);
}

function configuration({ endpoint, principals }: EntraSettings, tenant: string): Reply {
  const base = `${endpoint()}/${tenant}`;
  const version = tenant.toLowerCase() === "adfs" ? "" : "/v2.0";
  return {
    status: 200,
    body: {
      token_endpoint: `${base}/oauth2${version}/token`,
      authorization_endpoint: `${base}/oauth2${version}/authorize`,
      device_authorization_endpoint: `${base}/oauth2${version}/devicecode`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      issuer: tenant.toLowerCase() === "adfs" ? base : `${endpoint()}/${principals[0]?.tenantId ?? ""}/v2.0`,
      response_types_supported: ["code", "id_token"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
    },
  };
}

function instances(endpoint: string): Reply {
  const { host } = new URL(endpoint);
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `${endpoint}/common/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  };
}

function issue({ principals, tokens }: EntraSettings, request: HttpRequest, tenant: string): Reply {
  const form = new URLSearchParams(request.bodyText);
  if (form.get("grant_type") !== "client_credentials") {
    return refusal(
      400,
      "unsupported_grant_type",
      70003,
      `The app requested an unsupported grant type '${form.get("grant_type") ?? ""}'.`,
    );
  }
  const clientId = form.get("client_id") ?? "";
  const principal = principals.find((one) => one.clientId === clientId);
  if (principal === undefined) {
    return refusal(
      400,
      "unauthorized_client",
      700016,
      `Application with identifier '${clientId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
    );
  }
  const assertion = form.get("client_assertion");
  const secret = form.get("client_secret");
  if (assertion !== null) {
    if (!isAssertion(assertion)) return refusal(401, "invalid_client", 50027, "JWT token is invalid or malformed.");
  } else if (secret === principal.expiredSecret) {
    return refusal(
      401,
      "invalid_client",
      7000222,
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret, or consider using certificate credentials for added security: https://aka.ms/certCreds.`,
    );
  } else if (secret !== principal.secret) {
    return refusal(
      401,
      "invalid_client",
      7000215,
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
    );
  }
  const audience = (form.get("scope") ?? form.get("resource") ?? "").split(" ")[0]?.replace(/\/\.default$/, "") ?? "";
  if (audience === "")
    return refusal(400, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid.");
  const issued = tokens.issue(principal, audience);
  return {
    status: 200,
    body: {
      token_type: "Bearer",
      expires_in: issued.expiresInS,
      ext_expires_in: issued.expiresInS,
      access_token: issued.token,
    },
  };
}

/** A federated assertion: a JWT with the audience of token exchange, not expired. Its signature is not checked. */
function isAssertion(text: string): boolean {
  try {
    const claims: unknown = JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
    if (typeof claims !== "object" || claims === null) return false;
    return "aud" in claims && (!("exp" in claims) || Number(claims.exp) * 1000 > Date.now());
  } catch {
    return false;
  }
}

/** Code and text: Azure/azure-sdk-for-python issue 14241, of a 503; that they are the same with other statuses is assumed. */
function unavailable(status: number, retryAfterSeconds?: number): Reply {
  const reply = refusal(status, "temporarily_unavailable", 90033, "A transient error has occurred. Please try again.");
  return retryAfterSeconds === undefined
    ? reply
    : { ...reply, headers: { ...reply.headers, "retry-after": String(retryAfterSeconds) } };
}

function refusal(status: number, error: string, code: number, text: string): Reply {
  const trace = crypto.randomUUID();
  const correlation = crypto.randomUUID();
  const timestamp = `${new Date().toISOString().slice(0, 19).replace("T", " ")}Z`;
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${code}: ${text} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    },
  };
}
