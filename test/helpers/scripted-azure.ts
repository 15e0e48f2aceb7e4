import assert from "node:assert/strict";
import { createServer as createHttpServer } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { testCertificate } from "./test-certificate.js";

export interface Exchange {
  /** `METHOD path`, without query. */
  readonly request: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A server that answers the exchanges in their order; an unexpected or an unused one fails the test. */
export async function scriptedAzure(
  t: TestContext,
  exchanges: readonly Exchange[],
): Promise<{ readonly port: number; readonly url: string; readonly seen: readonly SeenRequest[] }> {
  const seen: SeenRequest[] = [];
  const unexpected: string[] = [];
  const left = [...exchanges];
  const server = createServer(testCertificate as ServerOptions, (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      seen.push({ method, url, headers, body: Buffer.concat(chunks).toString("utf8") });
      const asked = `${method} ${url.split("?", 1)[0] ?? ""}`;
      const next = left.shift();
      if (next?.request !== asked) {
        unexpected.push(`asked for ${asked}, expected ${next?.request ?? "nothing"}`);
        response.writeHead(418).end();
        return;
      }
      const body = next.body === undefined ? "" : typeof next.body === "string" ? next.body : JSON.stringify(next.body);
      response.writeHead(next.status ?? 200, { "content-type": "application/json", ...next.headers }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
    assert.deepEqual({ unexpected, unused: left.map((one) => one.request) }, { unexpected: [], unused: [] });
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `https://127.0.0.1:${port}`, seen };
}

/** A proxy that knows CONNECT alone and takes every host name for this machine; `refuse` answers all with a status. */
export async function connectProxy(
  t: TestContext,
  refuse?: string,
): Promise<{ readonly url: string; readonly targets: readonly string[] }> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createHttpServer();
  server.on("connection", (socket: Socket) => sockets.add(socket));
  server.on("connect", (request, client: Socket, head) => {
    targets.push(request.url ?? "");
    client.on("error", () => client.destroy());
    if (refuse !== undefined) {
      client.end(`HTTP/1.1 ${refuse}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(Number(request.url?.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 OK\r\n\r\n");
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on("error", () => client.destroy());
    sockets.add(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, targets };
}
