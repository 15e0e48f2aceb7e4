import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { gatewayError } from "../arm/errors.js";
import { isObject, numberAt, textAt } from "../json.js";
import type { Principal } from "./principals.js";

const lifetimeS = 3599;

/**
 * Issues and checks access tokens: JWTs signed with a key of the simulator's own. Their times are those of the service's own
 * clock: the wall's, as clients compare, or what a fault made of it.
 */
export class Tokens {
  readonly #key: Buffer;
  /** Those that were looked at already. */
  readonly #known = new Map<string, Issued>();
  readonly #now: () => number;

  /** `now`: milliseconds since 1970. `key`: 32 bytes; tokens of another simulator with the same key are good here. */
  constructor(now: () => number, key: Buffer = randomBytes(32)) {
    this.#now = now;
    this.#key = key;
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
    const token = `${text}.${this.#sign(text).toString("base64url")}`;
    this.#remember(token, { principal, expiresAtMs: claims.exp * 1000 });
    return { token, expiresInS: lifetimeS };
  }

  /** Whom an API server takes a bearer token for; undefined when it is unknown or expired. */
  kubernetesUser(token: string): { username: string; groups: string[] } | undefined {
    const found = this.#find(token);
    if (found === undefined || found.expiresAtMs < this.#now()) return undefined;
    return { username: found.principal.objectId, groups: ["system:authenticated"] };
  }

  /** Who an `Authorization` header speaks for; throws ARM's 401. */
  check(authorization: string | undefined): Principal {
    if (authorization === undefined) {
      throw unauthorized("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing.");
    }
    const found = this.#find(bearerOf(authorization));
    if (found === undefined) throw unauthorized("InvalidAuthenticationToken", "The access token is invalid.");
    if (found.expiresAtMs < this.#now()) {
      throw expiredToken();
    }
    return found.principal;
  }

  /** Whom an `Authorization` header was issued to, expired or not; undefined: it holds none of these tokens. */
  holderOf(authorization: string): Principal | undefined {
    return this.#find(bearerOf(authorization))?.principal;
  }

  #find(token: string): Issued | undefined {
    const known = this.#known.get(token);
    if (known !== undefined) return known;
    const cut = token.lastIndexOf(".");
    const [text, signature] = [token.slice(0, cut), Buffer.from(token.slice(cut + 1), "base64url")];
    const expected = this.#sign(text);
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
    const claims: unknown = JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString());
    if (!isObject(claims)) return undefined;
    const principal = {
      clientId: textAt(claims, "appid"),
      objectId: textAt(claims, "oid"),
      tenantId: textAt(claims, "tid"),
    };
    const issued = { principal, expiresAtMs: (numberAt(claims, "exp") ?? 0) * 1000 };
    this.#remember(token, issued);
    return issued;
  }

  #remember(token: string, issued: Issued): void {
    // Forgotten ones are looked at again.
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.set(token, issued);
  }

  #sign(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text).digest();
  }
}

interface Issued {
  readonly principal: Principal;
  readonly expiresAtMs: number;
}

const mostKnown = 10_000;

function bearerOf(authorization: string): string {
  return authorization.replace(/^bearer /i, "");
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
