import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { ServerCertificate } from "../certificates.js";
import { connectionReset, parseQuery, type HttpRequest, type Outcome } from "./exchange.js";

export type Area = "arm" | "entra" | "kubernetes";

export interface ServerParts {
  readonly certificate: ServerCertificate;
  readonly port: number;
  /** Called before a request is served, and again after its body was read. */
  readonly sync: () => void;
  readonly isEntra: (path: string) => boolean;
  readonly serve: (area: "arm" | "entra", request: HttpRequest) => Outcome;
  readonly serveKubernetes: (uid: string, path: string, request: IncomingMessage, response: ServerResponse) => void;
  readonly log: (request: { method: string; url: string; userAgent: string; status: number; area: Area }) => void;
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
    },
    (request, response) => {
      void serve(parts, request, response);
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
  parts.sync();
  const url = request.url ?? "/";
  const note = (status: number, area: Area) => {
    const userAgent = request.headers["user-agent"] ?? "";
    parts.log({ method: request.method ?? "", url, userAgent, status, area });
  };
  const kubernetes = /^\/kubernetes\/([^/?]+)(.*)$/.exec(url);
  if (kubernetes !== null) {
    const path = kubernetes[2] ?? "";
    response.once("close", () => {
      note(response.statusCode, "kubernetes");
    });
    parts.serveKubernetes(kubernetes[1] ?? "", path.startsWith("/") ? path : `/${path}`, request, response);
    return;
  }
  const bodyText = await readBody(request);
  if (bodyText === undefined) {
    request.destroy();
    return;
  }
  parts.sync();
  const cut = url.indexOf("?");
  const path = cut < 0 ? url : url.slice(0, cut);
  const area = parts.isEntra(path) ? "entra" : "arm";
  const query = parseQuery(cut < 0 ? "" : url.slice(cut + 1));
  const outcome = parts.serve(area, {
    method: request.method ?? "GET",
    path,
    query,
    headers: request.headers,
    bodyText,
  });
  // What the request itself set going and is due at once happens before the reply leaves.
  parts.sync();
  if (outcome === connectionReset) {
    note(0, area);
    request.socket.destroy();
    return;
  }
  note(outcome.status, area);
  const text = outcome.body === undefined ? "" : JSON.stringify(outcome.body);
  const id = crypto.randomUUID();
  response.writeHead(outcome.status, {
    ...(area === "arm" ? { ...armHeaders, "x-ms-request-id": id, "x-ms-correlation-request-id": id } : {}),
    ...(text === "" ? {} : { "content-type": "application/json; charset=utf-8" }),
    ...(text === "" ? withoutType(outcome.headers) : outcome.headers),
    ...(outcome.status === 204 ? {} : { "content-length": Buffer.byteLength(text) }),
  });
  response.end(request.method === "HEAD" ? undefined : text);
}

function withoutType(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { "content-type": _, ...rest } = headers;
  return rest;
}

/** undefined when it is too long or the client went away. */
async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      const buffer = chunk as Buffer;
      bytes += buffer.length;
      if (bytes > maxBodyBytes) return undefined;
      chunks.push(buffer);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString("utf8");
}
