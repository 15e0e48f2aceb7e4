import type { Reply } from "../http/exchange.js";

/** A refusal on its way out: thrown anywhere in a handler, sent as it is. */
export class RefusalError extends Error {
  readonly reply: Reply;

  constructor(reply: Reply, message: string) {
    super(message);
    this.name = "RefusalError";
    this.reply = reply;
  }
}

/** ARM's gateway: `{"error":{code,message}}`, charset named, `x-ms-failure-cause: gateway` (recorded). */
export function gatewayError(
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): RefusalError {
  return new RefusalError(gatewayReply(status, code, message, "gateway", headers), message);
}

export function gatewayReply(
  status: number,
  code: string,
  message: string,
  cause: "gateway" | "service",
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "x-ms-failure-cause": cause, ...headers },
    body: { error: { code, message } },
  };
}

export interface ProviderErrorDetails {
  readonly subcode?: string;
  readonly target?: string;
  readonly details?: readonly { readonly code: string; readonly message: string }[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The AKS provider: a flat `{code, details, message, subcode, target?}` without a wrapper (recorded). */
export function providerError(
  status: number,
  code: string,
  message: string,
  { subcode = "", target, details, headers = {} }: ProviderErrorDetails = {},
): RefusalError {
  const body = { code, details: details ?? null, message, subcode, ...(target === undefined ? {} : { target }) };
  return new RefusalError({ status, headers: { "content-type": "application/json", ...headers }, body }, message);
}

/** What Azure may well do and this simulator does not: refused in words, never silently ignored. */
export function notModelled(what: string): RefusalError {
  const message = `the local Azure does not model ${what}; see src/simulator/README.md for what it does`;
  return gatewayError(501, "NotModelled", message);
}

/** Recorded: `ResourceNotFound`, 404. `type` as in `Microsoft.ContainerService/managedClusters`. */
export function resourceNotFound(type: string, name: string, group: string): RefusalError {
  return gatewayError(
    404,
    "ResourceNotFound",
    `The Resource '${type}/${name}' under resource group '${group}' was not found. ` +
      `For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

export function resourceGroupNotFound(group: string): RefusalError {
  return gatewayError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}
