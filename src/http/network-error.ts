import { CliError, faultCodes } from "../errors.js";
import { proxyRefused } from "./agent.js";

/** Node's codes for a server certificate whose issuer we do not trust: a company's TLS inspection, as a rule. */
const untrustedIssuer = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);
/** Other faults of the server's certificate. */
const badCertificate = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID", "ERR_TLS_CERT_ALTNAME_INVALID"]);
const unreachable = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENETDOWN",
  "EADDRNOTAVAIL",
  "EPIPE",
  "ETIMEDOUT",
  "EPROTO",
  "REQUEST_SEND_ERROR",
]);

/**
 * A request that got no answer, as a CliError: `ConnectionLost` (it may pass), `UntrustedCertificate`, `BadCertificate` or
 * `ProxyRefused` (all exit 1). Undefined when the error is of another kind.
 */
export function networkError(error: unknown, url: URL): CliError | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const text = messageOf(error);
  if (untrustedIssuer.has(code)) {
    return new CliError(
      "UntrustedCertificate",
      `The certificate that ${url.host} showed was issued by an authority this machine does not trust (${code})`,
      {
        hint: "If your network inspects TLS, save its root certificate as PEM and run: export NODE_EXTRA_CA_CERTS=/path/to/root.pem",
        cause: error,
      },
    );
  }
  if (badCertificate.has(code)) {
    return new CliError("BadCertificate", `The certificate of ${url.host} was not accepted: ${text}`, {
      hint: "Check this machine's clock and the address, then try again",
      cause: error,
    });
  }
  if (code === proxyRefused) {
    return new CliError("ProxyRefused", `${url.host} was not reached: ${text}`, {
      hint: "Check HTTPS_PROXY (user and password can stand in its URL), or name the host in NO_PROXY",
      cause: error,
    });
  }
  if (code === requestTimedOut) {
    return new CliError(faultCodes.connectionLost, `${url.host} did not answer in time: ${text}`, {
      hint: "Run the same command again: it goes on with what is there",
      cause: error,
    });
  }
  if (!unreachable.has(code)) return undefined;
  return new CliError(faultCodes.connectionLost, `${url.host} was not reached: ${text}`, {
    hint: "Check the network, and HTTPS_PROXY and NO_PROXY if a proxy is needed, then run the same command again",
    cause: error,
  });
}

/** Code of a request that was given up after its time limit. */
export const requestTimedOut = "REQUEST_TIMED_OUT";

/** The first known-looking code along the chain of causes. */
function codeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("code" in current && typeof current.code === "string") return current.code;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : String(error);
}
