import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createServer, request as httpsRequest } from "node:https";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { Simulator } from "../../src/simulator/simulator.js";
import { testCertificate } from "./test-certificate.js";

/** One request and its reply, JSON bodies parsed; undefined for an empty one. */
export interface Exchange {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  /** As in requests: with query. */
  readonly url: string;
  readonly apiVersion: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ExchangeLog {
  /** Stands before the simulator; `caPem` signs both. */
  readonly url: string;
  readonly caPem: string;
  readonly exchanges: readonly Exchange[];
}

/** A server before the simulator that passes everything on and keeps what went through. */
export async function startExchangeLog(t: TestContext, simulator: Simulator): Promise<ExchangeLog> {
  const exchanges: Exchange[] = [];
  const server = createServer(testCertificate, (incoming, outgoing) => {
    void (async () => {
      const sent = await readAll(incoming);
      const upstream = httpsRequest(`${simulator.url}${incoming.url ?? ""}`, {
        method: incoming.method,
        headers: incoming.headers,
        ca: simulator.caPem,
        agent: false,
      });
      upstream.end(sent);
      const [reply] = (await once(upstream, "response")) as [IncomingMessage];
      const received = await readAll(reply);
      const url = new URL(incoming.url ?? "", simulator.url);
      exchanges.push({
        method: incoming.method ?? "",
        path: url.pathname,
        url: `${url.pathname}${url.search}`,
        apiVersion: url.searchParams.get("api-version") ?? "",
        requestHeaders: texts(incoming.headers),
        requestBody: parse(sent),
        status: reply.statusCode ?? 0,
        headers: texts(reply.headers),
        body: parse(received),
      });
      outgoing.writeHead(reply.statusCode ?? 0, reply.headers).end(received);
    })().catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `https://127.0.0.1:${port}`, caPem: `${simulator.caPem}${testCertificate.cert}`, exchanges };
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** JSON; a form stays the text that it is. */
function parse(body: Buffer): unknown {
  const text = body.toString();
  return text === "" ? undefined : /^[[{]/.test(text) ? JSON.parse(text) : text;
}

function texts(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
