import { sign, verify } from "node:crypto";
import type { ClusterState } from "../cluster-state.js";
import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import { pods, secrets, serviceAccounts } from "../store/resources.js";
import { seededKey, type KeyPair } from "./seeded-key.js";
import type { User } from "./user.js";

/** What a token is bound to besides its service account. */
export interface BoundObject {
  readonly kind: "Pod" | "Secret";
  readonly name: string;
  readonly uid: string;
}

export interface TokenClaims {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly audiences: readonly string[];
  readonly expirationSeconds: number;
  readonly bound: BoundObject | undefined;
}

const boundResources = { Pod: pods, Secret: secrets };

/**
 * Signs and checks the tokens of a cluster's service accounts. The key is made from the cluster's seed when it is first
 * needed, so that tokens outlive a restart with the same state; real clusters sign with RS256, these with ES256.
 */
export class ServiceAccountTokens {
  readonly #state: ClusterState;
  readonly #issuer: string;
  #keys: KeyPair | undefined;

  constructor(state: ClusterState, issuer: string) {
    this.#state = state;
    this.#issuer = issuer;
  }

  /** The API server's own audience, and so the default one. */
  get audience(): string {
    return this.#issuer;
  }

  issue(claims: TokenClaims): { readonly token: string; readonly expiresAtMs: number } {
    const { namespace, name, uid, bound } = claims;
    const nowS = Math.floor(this.#state.clock.now() / 1000);
    const exp = nowS + claims.expirationSeconds;
    const payload = {
      aud: [...claims.audiences],
      exp,
      iat: nowS,
      iss: this.#issuer,
      jti: this.#state.random.guid(),
      "kubernetes.io": {
        namespace,
        ...(bound === undefined ? {} : { [bound.kind.toLowerCase()]: { name: bound.name, uid: bound.uid } }),
        serviceaccount: { name, uid },
      },
      nbf: nowS,
      sub: `system:serviceaccount:${namespace}:${name}`,
    };
    const { id, secret } = this.#key();
    const text = `${encode({ alg: "ES256", kid: id })}.${encode(payload)}`;
    const signature = sign("sha256", Buffer.from(text), { key: secret, dsaEncoding: "ieee-p1363" });
    return { token: `${text}.${signature.toString("base64url")}`, expiresAtMs: exp * 1000 };
  }

  /** Whose a token is, while it and what it is bound to last; undefined for any other text. */
  verify(token: string, audiences: readonly string[] = [this.#issuer]): User | undefined {
    const [head = "", body = "", signature = "", ...more] = token.split(".");
    const payload = decode(body);
    if (more.length > 0 || payload === undefined || payload["iss"] !== this.#issuer) return undefined;
    const key = { key: this.#key().open, dsaEncoding: "ieee-p1363" } as const;
    if (!verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) return undefined;
    const nowS = this.#state.clock.now() / 1000;
    const named = Array.isArray(payload["aud"]) ? payload["aud"] : [];
    if (Number(payload["exp"]) <= nowS || !audiences.some((audience) => named.includes(audience))) return undefined;
    return this.#userOf(payload);
  }

  #userOf(payload: JsonObject): User | undefined {
    const claims = payload["kubernetes.io"];
    const namespace = stringOf(valueAt(claims, "namespace"));
    const name = stringOf(valueAt(claims, "serviceaccount", "name"));
    const uid = stringOf(valueAt(claims, "serviceaccount", "uid"));
    if (this.#state.store.get(serviceAccounts, namespace, name)?.metadata.uid !== uid) return undefined;
    for (const [kind, resource] of Object.entries(boundResources)) {
      const bound = valueAt(claims, kind.toLowerCase());
      if (!isObject(bound)) continue;
      const live = this.#state.store.get(resource, namespace, stringOf(bound["name"]));
      if (live?.metadata.uid !== stringOf(bound["uid"])) return undefined;
    }
    const jti = stringOf(payload["jti"]);
    return {
      ...serviceAccountUser(namespace, name),
      uid,
      extra: { "authentication.kubernetes.io/credential-id": [`JTI=${jti}`] },
    };
  }

  /** `GET /openid/v1/jwks` */
  keySet(): JsonObject {
    const { id, open } = this.#key();
    const jwk = open.export({ format: "jwk" }) as JsonObject;
    return {
      keys: [{ use: "sig", kty: "EC", kid: id, crv: "P-256", alg: "ES256", x: jwk["x"] ?? "", y: jwk["y"] ?? "" }],
    };
  }

  #key(): KeyPair {
    return (this.#keys ??= seededKey(this.#state, "service-account-key"));
  }
}

/** The user that a service account is to the authorizer. */
export function serviceAccountUser(namespace: string, name: string): User {
  return {
    username: `system:serviceaccount:${namespace}:${name}`,
    groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`, "system:authenticated"],
  };
}

const encode = (value: Json | object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function decode(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
