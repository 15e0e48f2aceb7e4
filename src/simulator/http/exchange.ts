import type { IncomingHttpHeaders } from "node:http";
import type { Principal } from "../entra/principals.js";

/** What a handler answers. The server adds the headers that every answer of its area carries. */
export interface Reply {
  readonly status: number;
  /** Lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; undefined: an empty body. */
  readonly body?: unknown;
  /** An empty reply that names its content type all the same (recorded of operations' results). */
  readonly isTypedEmpty?: boolean;
  /** Sent as it is, instead of `body`; its type stands in the headers. */
  readonly text?: string;
}

/** Instead of a reply: the connection is cut. */
export const connectionReset = Symbol("connection reset");
export type Outcome = Reply | typeof connectionReset;

/** A request as it came in, its body read to the end. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Path without query, percent-decoding not done. */
  readonly path: string;
  readonly query: Query;
  readonly headers: IncomingHttpHeaders;
  readonly bodyText: string;
}

/** Query parameters; names are compared without case, as ARM does. */
export interface Query {
  get(name: string): string | undefined;
  readonly entries: readonly [name: string, value: string][];
}

/** A request after ARM's gateway has accepted it. */
export interface ArmRequest {
  readonly http: HttpRequest;
  readonly principal: Principal;
  readonly apiVersion: string;
  /** Values of the route's `:name` segments, decoded, in the caller's spelling. */
  readonly names: Readonly<Record<string, string>>;
  /** The parsed JSON body; undefined when there is none. */
  readonly body: unknown;
}

/** A request with its path and query taken apart. */
export function parseRequest(given: Pick<HttpRequest, "method" | "url" | "headers" | "bodyText">): HttpRequest {
  const { url } = given;
  const cut = url.indexOf("?");
  return {
    ...given,
    path: cut < 0 ? url : url.slice(0, cut),
    query: parseQuery(cut < 0 ? "" : url.slice(cut + 1)),
  };
}

export function parseQuery(text: string): Query {
  const parameters = new URLSearchParams(text);
  return {
    get: (name) => {
      const exact = parameters.get(name);
      if (exact !== null) return exact;
      const lower = name.toLowerCase();
      for (const [key, value] of parameters) if (key.toLowerCase() === lower) return value;
      return undefined;
    },
    get entries() {
      return [...parameters];
    },
  };
}

/** One header as text; undefined when it is absent or empty. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === "" ? undefined : text;
}
