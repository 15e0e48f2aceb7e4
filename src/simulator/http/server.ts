import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerCertificate } from "../certificates.js";
import { isObject, textAt } from "../json.js";
import { connectionReset, parseRequest, type HttpRequest, type Outcome } from "./exchange.js";

export type Area = "arm" | "entra" | "kubernetes" | "page" | "control";

export interface ServedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly userAgent: string;
  /** 0: the connection was cut. */
  readonly status: number;
  /** Error code of a refusal. */
  readonly code: string | undefined;
  /** Wall time until the reply was sent. */
  readonly wallMs: number;
  readonly area: Area;
}

export interface ServerParts {
  readonly certificate: ServerCertificate;
  readonly port: number;
  /** Called before a request is served, and again after its body was read. */
  readonly sync: () => void;
  /** How far the service's clock is off, ms (a fault); 0 as a rule. */
  readonly skewMs: () => number;
  /** Told what a handler threw; its client gets a 500. */
  readonly onDefect: (error: unknown) => void;
  /** Whose a path is; `kubernetes` is never asked for. */
  readonly areaOf: (path: string) => Exclude<Area, "kubernetes">;
  readonly serve: (area: Exclude<Area, "kubernetes">, request: HttpRequest) => Outcome;
  /** Uid of the Kubernetes cluster that a bearer token is for; undefined where it is for none. */
  readonly clusterOf: (token: string) => string | undefined;
  readonly serveKubernetes: (uid: string, path: string, request: IncomingMessage, response: ServerResponse) => void;
  readonly log: (request: ServedRequest) => void;
}

interface KubernetesPlace {
  readonly uid: string;
  readonly path: string;
}

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

const maxBodyBytes = 4 * 1024 * 1024;
/** On every reply of ARM (recorded: all but the ids, which the recordings leave out). */
const armHeaders = {
  "cache-control": "no-cache",
  pragma: "no-cache",
  expires: "-1",
  "strict-transport-security": "max-age=31536000; includeSubDomains",
  "x-content-type-options": "nosniff",
};

/**
 * Node's own 5 s would end connections that a client on a busy machine is about to use again, which then looks like a lost
 * network; API servers and load balancers of Azure keep them for minutes.
 */
const idleLimitMs = 120_000;

/** One https server for everything. Requests below `/kubernetes/<uid>` go to the backend untouched, for it streams. */
export async function startServer(parts: ServerParts): Promise<RunningServer> {
  const { certificate } = parts;
  const server = createServer(
    {
      cert: certificate.certificatePem,
      key: certificate.keyPem,
      // Kubeconfigs may hold client certificates; the backend judges them.
      requestCert: true,
      rejectUnauthorized: false,
      keepAliveTimeout: idleLimitMs,
    },
    (request, response) => {
      serve(parts, request, response).catch((error: unknown) => {
        sendDefect(response);
        parts.onDefect(error);
      });
    },
  );
  server.on("clientError", (_error, socket) => {
    socket.destroy();
  });
  await listen(server, parts.port);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

async function serve(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const startedMs = performance.now();
  parts.sync();
  const url = request.url ?? "/";
  const note = (status: number, area: Area, code?: string) => {
    const userAgent = request.headers["user-agent"] ?? "";
    const wallMs = performance.now() - startedMs;
    parts.log({ method: request.method ?? "", url, userAgent, status, code, wallMs, area });
  };
  const kubernetes = kubernetesPlace(parts, request);
  if (kubernetes !== undefined) {
    const reason = watchReason(response);
    response.once("close", () => {
      note(response.headersSent ? response.statusCode : 0, "kubernetes", reason());
    });
    parts.serveKubernetes(kubernetes.uid, kubernetes.path, request, response);
    return;
  }
  const read = readBody(request);
  const bodyText = typeof read === "string" ? read : await read;
  if (bodyText === undefined) {
    request.destroy();
    return;
  }
  if (bodyText !== "") parts.sync();
  const parsed = parseRequest({ method: request.method ?? "GET", url, headers: request.headers, bodyText });
  const area = parts.areaOf(parsed.path);
  const outcome = parts.serve(area, parsed);
  // What the request itself set going and is due at once happens before the reply leaves.
  parts.sync();
  if (outcome === connectionReset) {
    note(0, area);
    request.socket.destroy();
    return;
  }
  const skewMs = parts.skewMs();
  note(outcome.status, area, outcome.status < 400 ? undefined : codeOf(outcome.body));
  const text = outcome.text ?? (outcome.body === undefined ? "" : JSON.stringify(outcome.body));
  response.writeHead(outcome.status, {
    ...(area === "arm" ? { ...armHeaders, ...requestIds(request) } : {}),
    ...(skewMs === 0 ? {} : { date: new Date(Date.now() + skewMs).toUTCString() }),
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...(text === "" && outcome.isTypedEmpty !== true ? withoutType(outcome.headers) : outcome.headers),
    ...(outcome.status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

/**
 * The cluster and the path in it that a request is for, undefined for one that is for no cluster. `kubectl get --raw`
 * leaves out the path of its kubeconfig's server: there the token says which cluster is meant.
 */
function kubernetesPlace(parts: ServerParts, { url = "/", headers }: IncomingMessage): KubernetesPlace | undefined {
  const [, uid, path = ""] = /^\/kubernetes\/([^/?]+)(.*)$/.exec(url) ?? [];
  if (uid !== undefined) return { uid, path: path.startsWith("/") ? path : `/${path}` };
  if (!/^\/(apis?|healthz|livez|readyz|version|openapi|openid|metrics)([/?]|$)/.test(url)) return undefined;
  const token = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? "")?.[1];
  const found = token === undefined ? undefined : parts.clusterOf(token);
  return found === undefined ? undefined : { uid: found, path: url };
}

/** Ids by which a request is found again: ours, and the client's own where it gave some (ARM's documentation of its headers). */
function requestIds({ headers }: IncomingMessage): Record<string, string> {
  const id = crypto.randomUUID();
  const given = (name: string) => {
    const value = headers[`x-ms-${name}`];
    return typeof value === "string" && /^[\x21-\x7e]{1,128}$/.test(value) ? value : undefined;
  };
  const client = /^true$/i.test(given("return-client-request-id") ?? "") ? given("client-request-id") : undefined;
  return {
    "x-ms-request-id": id,
    "x-ms-correlation-request-id": given("correlation-request-id") ?? id,
    ...(client === undefined ? {} : { "x-ms-client-request-id": client }),
  };
}

/** Nothing in the simulator is meant to answer so. */
function sendDefect(response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const message = "This is a defect of the local Azure, and no answer of Azure's: please report what was sent.";
  response.writeHead(500, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify({ error: { code: "InternalServerError", message } }));
}

/** The `reason` of a Kubernetes Status that was sent as a refusal, once it was sent. */
function watchReason(response: ServerResponse): () => string | undefined {
  let reason: string | undefined;
  const end = response.end.bind(response);
  Object.defineProperty(response, "end", {
    value: (...given: Parameters<typeof end>) => {
      const [text] = given as readonly unknown[];
      if (response.statusCode >= 400 && typeof text === "string") reason = /"reason":"(\w+)"/.exec(text)?.[1];
      return end(...given);
    },
  });
  return () => reason;
}

/** ARM: `error.code`, AKS: `code`, Entra: `error`. */
function codeOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined;
  const { error } = body;
  return (typeof error === "string" ? error : textAt(isObject(error) ? error : body, "code")) || undefined;
}

function withoutType(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { "content-type": _, ...rest } = headers;
  return rest;
}

/** undefined when it is too long or the client went away. A request that announces no body is not waited for. */
function readBody(request: IncomingMessage): string | Promise<string | undefined> {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (encoding === undefined && (length === undefined || length === "0")) return "";
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxBodyBytes) resolve(undefined);
      else chunks.push(chunk);
    });
    request.on("end", () => {
      resolve((chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)).toString("utf8"));
    });
    request.on("close", () => {
      resolve(undefined);
    });
  });
}
