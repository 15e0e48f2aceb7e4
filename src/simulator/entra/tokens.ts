import { createHmac, randomBytes } from "node:crypto";
import { gatewayError } from "../arm/errors.js";
import type { Principal } from "./principals.js";

const lifetimeS = 3599;

/**
 * Issues and checks access tokens: JWTs signed with a key of this process. Their times are those of the service's own
 * clock: the wall's, as clients compare, or what a fault made of it.
 */
export class Tokens {
  readonly #key = randomBytes(32);
  readonly #issued = new Map<string, { principal: Principal; expiresAtMs: number }>();
  readonly #now: () => number;

  /** `now`: milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  issue(principal: Principal, audience: string): { token: string; expiresInS: number } {
    const nowS = Math.floor(this.#now() / 1000);
    const claims = {
      aud: audience,
      iss: `https://sts.windows.net/${principal.tenantId}/`,
      iat: nowS,
      nbf: nowS,
      exp: nowS + lifetimeS,
      appid: principal.clientId,
      idtyp: "app",
      oid: principal.objectId,
      sub: principal.objectId,
      tid: principal.tenantId,
      uti: randomBytes(16).toString("base64url"),
      ver: "1.0",
    };
    const text = [{ typ: "JWT", alg: "HS256" }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
      .join(".");
    const token = `${text}.${createHmac("sha256", this.#key).update(text).digest("base64url")}`;
    this.#issued.set(token, { principal, expiresAtMs: (nowS + lifetimeS) * 1000 });
    return { token, expiresInS: lifetimeS };
  }

  /** Whom an API server takes a bearer token for; undefined when it is unknown or expired. */
  kubernetesUser(token: string): { username: string; groups: string[]; isAdmin: boolean } | undefined {
    const found = this.#issued.get(token);
    if (found === undefined || found.expiresAtMs < this.#now()) return undefined;
    return { username: found.principal.objectId, groups: ["system:authenticated"], isAdmin: true };
  }

  /** Who an `Authorization` header speaks for; throws ARM's 401. */
  check(authorization: string | undefined): Principal {
    if (authorization === undefined) {
      throw unauthorized("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    }
    const found = this.#issued.get(authorization.replace(/^bearer /i, ""));
    if (found === undefined) throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
    if (found.expiresAtMs < this.#now()) {
      throw expiredToken();
    }
    return found.principal;
  }
}

/** ARM's 401 for a token whose time is up. */
export function expiredToken() {
  return unauthorized(
    "ExpiredAuthenticationToken",
    "The access token expiry UTC time is earlier than current UTC time.",
  );
}

function unauthorized(code: string, message: string) {
  return gatewayError(401, code, message, {
    "www-authenticate": `Bearer authorization_uri="https://login.windows.net/", error="invalid_token", error_description="${message}"`,
  });
}
