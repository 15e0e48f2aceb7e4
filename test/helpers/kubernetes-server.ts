import { createServer, request as httpsRequest, type Server } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { EventQueue } from "../../src/simulator/clock.js";
import { createRandom } from "../../src/simulator/random.js";
import type { BackendCluster, BackendNode, KubernetesBackend } from "../../src/simulator/kubernetes/backend.js";
import { createBuiltInBackend, type BuiltInBackendOptions } from "../../src/simulator/kubernetes/built-in-backend.js";
import { loopbackCertificate } from "./tls.js";

export const startMs = Date.UTC(2026, 10, 2, 8, 0, 0);
const defaultUid = "11111111-2222-4333-8444-555555555555";

export interface KubernetesServer {
  readonly url: string;
  readonly token: string;
  readonly kubeconfig: string;
  /** PEM of the certificate that signed the server's and the clients'. */
  readonly caPem: string;
  readonly backend: KubernetesBackend;
  readonly clock: EventQueue;
  readonly log: readonly string[];
  advance(ms: number): void;
  /** One exchange: status, headers and the parsed body (text where it is not JSON). */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  // Bodies are read by tests through whole comparisons or paths.
  readonly body: unknown;
}

export interface ServerOptions {
  readonly kubernetesVersion?: string;
  readonly seed?: string;
  readonly cluster?: Partial<BackendCluster>;
  readonly backend?: Partial<BuiltInBackendOptions>;
}

/** One simulated cluster behind a https server on a random port, on manual time. */
export async function startKubernetesServer(options: ServerOptions = {}): Promise<KubernetesServer> {
  const uid = options.cluster?.uid ?? defaultUid;
  const clock = new EventQueue(startMs);
  const log: string[] = [];
  const tls = loopbackCertificate();
  const backend = createBuiltInBackend({
    authority: tls,
    clock,
    random: createRandom(options.seed ?? "kube"),
    log: (text) => log.push(`${clock.now() - startMs} ${text}`),
    ...options.backend,
  });
  const parts = { cert: tls.certPem, key: tls.keyPem, requestCert: true, rejectUnauthorized: false };
  const server = createServer(parts, (request, response) => {
    backend.handle(uid, (request.url ?? "").replace(`/kubernetes/${uid}`, ""), request, response);
  });
  const port = await listen(server);
  const url = `https://127.0.0.1:${port}/kubernetes/${uid}`;
  backend.createCluster({
    uid,
    name: "tenants",
    resourceGroup: "tenants-rg",
    kubernetesVersion: options.kubernetesVersion ?? "1.33.5",
    serverUrl: url,
    caPem: tls.certPem,
    usesEntra: false,
    ...options.cluster,
  });
  const kubeconfig = backend.adminKubeconfig(uid);
  const token = /token: (\S+)/.exec(kubeconfig)?.[1] ?? "";
  return {
    url,
    token,
    kubeconfig,
    caPem: tls.certPem,
    backend,
    clock,
    log,
    advance: (ms) => {
      clock.advanceTo(clock.now() + ms);
    },
    call: (method, path, body, headers = {}) =>
      exchange(url + path, method, tls.certPem, body, {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        ...headers,
      }),
    async close() {
      backend.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Adds a node; `sandbox: "kata"` makes it one of a Kata pool. */
export function addNode(server: KubernetesServer, change: Partial<BackendNode> = {}): BackendNode {
  const sandbox = change.sandbox ?? "kata";
  const node: BackendNode = {
    name: "aks-sandbox-12345678-vmss000000",
    poolName: "sandbox",
    mode: "User",
    vmSize: "Standard_D4s_v5",
    vcpus: 4,
    memoryMib: 16384,
    maxPods: 110,
    osSku: "AzureLinux",
    nodeImageVersion: "AKSAzureLinux-V3katagen2-202608.06.1",
    kubernetesVersion: "1.33.5",
    region: "westus3",
    zone: undefined,
    nodeResourceGroup: "MC_tenants-rg_tenants_westus3",
    labels: sandbox === "kata" ? { "kubernetes.azure.com/kata-vm-isolation": "true" } : {},
    taints: [],
    readyAfterMs: 20_000,
    ...change,
    sandbox,
  };
  server.backend.upsertNode(defaultUid, node);
  return node;
}

function exchange(
  url: string,
  method: string,
  ca: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method, ca, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const isJson =
          response.headers["content-type"] === "application/json" && !/"type":"[A-Z]+","object"/.test(text);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: isJson ? (JSON.parse(text) as unknown) : text,
        });
      });
    });
    request.on("error", reject);
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    // Node sends no length of its own with a DELETE.
    request.setHeader("content-length", Buffer.byteLength(text));
    request.end(text);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
