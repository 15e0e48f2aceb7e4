import { readFile, writeFile } from "node:fs/promises";
import { createServer, request as httpsRequest } from "node:https";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { SandboxCluster } from "./sandbox-cluster.js";
import { loopbackCertificate } from "./tls.js";

/** One request on its way to the API server. */
export interface Passing {
  readonly method: string;
  /** Path and query below the API server's URL: `/api/v1/nodes?limit=500`. */
  readonly path: string;
  readonly body: string;
}

/** What stands between the program and the API server, and changes what goes through. Undefined = as it is. */
export interface Meddling {
  /** A body in the place of the request's. */
  readonly body?: (request: Passing) => string | undefined;
  /** An answer in the place of the API server's, which is not asked. */
  readonly instead?: (request: Passing) => { readonly status: number; readonly body: string } | undefined;
  /** Another text in the place of the API server's, whose answer is told; not for watches, which are passed on as they come. */
  readonly answer?: (request: Passing, text: string) => string;
  /** Told of every request before it goes on. */
  readonly before?: (request: Passing) => Promise<void>;
}

/** A real server in front of the cluster's, for what a local Azure cannot do to itself; answers with the kubeconfig file that names it. */
export async function meddle(t: TestContext, cluster: SandboxCluster, meddling: Meddling): Promise<string> {
  const tls = loopbackCertificate();
  const { simulator, kubernetesPath } = cluster;
  const server = createServer(
    { cert: tls.certPem, key: tls.keyPem, keepAliveTimeout: 120_000 },
    (incoming, outgoing) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk as Buffer);
        const method = incoming.method ?? "";
        const url = incoming.url ?? "";
        const passing: Passing = {
          method,
          path: url.slice(kubernetesPath.replace(/\/$/, "").length),
          body: Buffer.concat(chunks).toString(),
        };
        await meddling.before?.(passing);
        const instead = meddling.instead?.(passing);
        if (instead !== undefined) {
          outgoing.writeHead(instead.status, { "content-type": "application/json" }).end(instead.body);
          return;
        }
        const { "content-length": _length, "accept-encoding": _encoding, host: _host, ...headers } = incoming.headers;
        const onward = httpsRequest(
          `${simulator.url}${url}`,
          { method, ca: simulator.caPem, headers, agent: false },
          (answer) => {
            outgoing.statusCode = answer.statusCode ?? 500;
            outgoing.setHeader("content-type", answer.headers["content-type"] ?? "application/json");
            const isWatch = passing.path.includes("watch=");
            if (isWatch || meddling.answer === undefined) {
              outgoing.flushHeaders();
              answer.pipe(outgoing);
              return;
            }
            const parts: Buffer[] = [];
            answer.on("data", (part: Buffer) => parts.push(part));
            answer.on("end", () => {
              outgoing.end(meddling.answer?.(passing, Buffer.concat(parts).toString()));
            });
          },
        );
        onward.on("error", () => outgoing.destroy());
        outgoing.on("close", () => onward.destroy());
        const body = meddling.body?.(passing) ?? passing.body;
        if (method !== "GET") onward.setHeader("content-length", Buffer.byteLength(body));
        onward.end(body);
      })();
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const text = (await readFile(cluster.kubeconfig, "utf8"))
    .replace(simulator.url, `https://127.0.0.1:${port}`)
    .replace(
      /certificate-authority-data: \S+/,
      `certificate-authority-data: ${Buffer.from(tls.certPem).toString("base64")}`,
    );
  const file = join(cluster.folder, "meddled-kubeconfig");
  await writeFile(file, text, { mode: 0o600 });
  return file;
}
