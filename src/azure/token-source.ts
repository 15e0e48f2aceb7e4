import type { Clock } from "../clock.js";
import { CliError } from "../errors.js";
import { stringAt } from "../json.js";
import type { Principal } from "./azure.js";
import type { SignIn, TokenCredentialLike } from "./credential.js";
import { signInError } from "./sign-in-error.js";

/** Tokens of one principal: kept until shortly before they expire, fetched once for many who wait. */
export interface TokenSource {
  /** A bearer token for the scope. Throws a CliError as `signInError` makes it. */
  token(scope: string, signal: AbortSignal | undefined): Promise<string>;
  /** A new token after `rejected` was refused; credentials that keep tokens themselves are made anew for it. */
  renew(scope: string, rejected: string, signal: AbortSignal | undefined): Promise<string>;
  /** Who the last token was for; undefined before the first. */
  readonly principal: Principal | undefined;
}

interface Kept {
  readonly token: string;
  readonly expiresMs: number;
}

/** A token is renewed this long before it expires, as the SDK does, so that none expires on its way. */
const renewBeforeMs = 120_000;

export function createTokenSource(signIn: () => Promise<SignIn>, clock: Clock): TokenSource {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Kept>>();
  let current: Promise<SignIn> | undefined;
  let principal: Principal | undefined;

  async function fetchToken(scope: string, signal: AbortSignal | undefined): Promise<Kept> {
    current ??= signIn();
    let used: SignIn;
    try {
      used = await current;
    } catch (error) {
      current = undefined;
      throw error;
    }
    try {
      const found = await used.credential.getToken(scope, tokenOptions(used, signal));
      if (found === null) throw new Error(`${used.method} gave no token`);
      principal = principalOf(found.token, used.method);
      const entry = { token: found.token, expiresMs: found.expiresOnTimestamp };
      kept.set(scope, entry);
      return entry;
    } catch (error) {
      if (signal?.aborted === true) throw signal.reason;
      throw error instanceof CliError ? error : signInError(error, used);
    }
  }

  async function fetchOnce(scope: string, signal: AbortSignal | undefined): Promise<Kept> {
    const running = pending.get(scope);
    if (running === undefined) {
      const started = fetchToken(scope, signal).finally(() => pending.delete(scope));
      pending.set(scope, started);
      return started;
    }
    try {
      return await running;
    } catch (error) {
      // The one who had asked first was stopped; that is not our fault.
      if (!(error instanceof CliError && error.exitReason !== "interrupted") && signal?.aborted !== true) {
        return fetchOnce(scope, signal);
      }
      throw error;
    }
  }

  return {
    async token(scope, signal) {
      const entry = kept.get(scope);
      if (entry !== undefined && entry.expiresMs - renewBeforeMs > clock.now()) return entry.token;
      return (await fetchOnce(scope, signal)).token;
    },
    async renew(scope, rejected, signal) {
      const entry = kept.get(scope);
      if (entry !== undefined && entry.token !== rejected) return entry.token;
      kept.delete(scope);
      current = undefined;
      return (await fetchOnce(scope, signal)).token;
    },
    get principal() {
      return principal;
    },
  };
}

function tokenOptions(used: SignIn, signal: AbortSignal | undefined): Parameters<TokenCredentialLike["getToken"]>[1] {
  return {
    ...(signal === undefined ? {} : { abortSignal: signal }),
    ...(used.tenantId === undefined ? {} : { tenantId: used.tenantId }),
  };
}

/** Reads the token's claims; an opaque token is nobody we can name. The token itself is never shown. */
function principalOf(token: string, method: string): Principal {
  const claims = claimsOf(token);
  const id = stringAt(claims, "oid") ?? stringAt(claims, "appid") ?? stringAt(claims, "azp") ?? "unknown";
  return {
    id,
    tenantId: stringAt(claims, "tid"),
    method: stringAt(claims, "xms_mirid") === undefined ? method : "managed identity",
  };
}

function claimsOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
