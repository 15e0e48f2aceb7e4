import type { IncomingMessage, ServerResponse } from "node:http";
import type { EventQueue } from "../clock.js";
import type { Tokens } from "../entra/tokens.js";
import type { Faults } from "../faults/faults.js";
import { connectionReset, type HttpRequest, type Outcome } from "../http/exchange.js";
import type { EventHash } from "./event-hash.js";
import { watchExchange } from "./kubernetes-exchange.js";
import type { Happening, RecordedRequest, StateEntry } from "./state-entry.js";
import type { StateWriter } from "./state-file.js";

export interface RecorderParts {
  readonly writer: StateWriter;
  readonly clock: EventQueue;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly events: EventHash;
  /** Time moves only when somebody moves it. */
  readonly isManual: boolean;
}

const markEveryMs = 1_000;
/** They say nothing about what a request does, or are of one connection only. */
const leftOut = new Set([
  "accept-encoding",
  "authorization",
  "connection",
  "content-length",
  "expect",
  "host",
  "traceparent",
  "transfer-encoding",
  "x-ms-client-request-id",
]);

/**
 * Writes down what happens to a simulator from outside, so that a replay leads to the same: requests that changed
 * something, faults, and how far time has come. What a client has seen is in the file before its reply leaves.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #timer: NodeJS.Timeout;
  #struck: { id: number; path: string }[] = [];
  #advances: number;
  #ran: number;
  #count: number;
  #timeMs: number;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
    this.#advances = parts.clock.advances;
    this.#ran = parts.clock.ran;
    this.#count = parts.events.value[0];
    this.#timeMs = parts.clock.now();
    parts.faults.observer = {
      armed: (fault) => {
        this.#write({ fault, always: fault.times === Infinity });
      },
      removed: (id) => {
        this.#write({ unfault: id ?? "all" });
      },
      struck: (id, path) => this.#struck.push({ id, path }),
    };
    // What happens while nobody asks is not lost either.
    this.#timer = setInterval(() => {
      if (parts.events.value[0] !== this.#count) this.#write({});
    }, markEveryMs).unref();
  }

  /** Serves a request of ARM's or Entra's, and writes it down if it had an effect. */
  serve(request: HttpRequest, isEntra: boolean, serve: () => Outcome): Outcome {
    this.#struck = [];
    const outcome = serve();
    const status = outcome === connectionReset ? 0 : outcome.status;
    const hasEffect = request.method !== "GET" && request.method !== "HEAD" && !isEntra;
    const isRefused = (status >= 400 && status < 500) || status === 501;
    // A refusal leaves all as it was, but for the fault that it may come from.
    if (hasEffect && (!isRefused || this.#struck.length > 0)) {
      this.#write({ arm: this.#recorded(request, request.url, { body: request.bodyText }, status) });
    } else if (this.#struck.length > 0) this.#write({ struck: this.#struck });
    return outcome;
  }

  /** Writes a request to a cluster's API down as it is answered. */
  watchKubernetes(uid: string, url: string, request: IncomingMessage, response: ServerResponse): void {
    const { method = "GET", headers } = request;
    if (method === "GET" || method === "HEAD" || method === "OPTIONS") return;
    watchExchange(request, response, (body, status) => {
      // Who is not known changes nothing. Other refusals may have drawn from the cluster's chance.
      if (status === 401) return;
      this.#write({ kubernetes: { uid, ...this.#recorded({ method, headers }, url, textOf(body), status) } });
    });
  }

  /** Writes down how far time has come, if anything happened by itself since the last line, or time moves by hand. */
  mark(): void {
    const { clock, isManual } = this.#parts;
    if (clock.ran !== this.#ran || (isManual && clock.now() !== this.#timeMs)) this.#write({});
  }

  close(): void {
    clearInterval(this.#timer);
    this.#parts.faults.observer = undefined;
    this.#write({});
    this.#parts.writer.close();
  }

  #recorded(
    { method, headers }: Pick<HttpRequest, "method" | "headers">,
    url: string,
    body: Pick<RecordedRequest, "body" | "binary">,
    status: number,
  ): RecordedRequest {
    const kept: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined && !leftOut.has(name)) kept[name] = Array.isArray(value) ? value.join(", ") : value;
    }
    const { authorization } = headers;
    const as = authorization === undefined ? undefined : this.#parts.tokens.holderOf(authorization);
    if (as !== undefined) return { method, url, headers: kept, ...body, as, status };
    return {
      method,
      url,
      headers: authorization === undefined ? kept : { ...kept, authorization },
      ...body,
      status,
    };
  }

  #write(happening: Happening): void {
    const { clock, events, writer } = this.#parts;
    const entry: StateEntry = {
      t: clock.now(),
      e: events.value,
      a: clock.advances !== this.#advances,
      ...happening,
    };
    this.#advances = clock.advances;
    this.#ran = clock.ran;
    this.#count = events.value[0];
    this.#timeMs = entry.t;
    writer.write(entry);
  }
}

function textOf(bytes: Buffer): Pick<RecordedRequest, "body" | "binary"> {
  const body = bytes.toString("utf8");
  return Buffer.from(body).equals(bytes) ? { body } : { body: bytes.toString("base64"), binary: true };
}
