import { Agent as HttpAgent, type ClientRequest } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { proxyFor } from "./proxy.js";

export interface AgentOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** PEM of the only authority to trust; undefined = Node's own list and `NODE_EXTRA_CA_CERTS`. */
  readonly caPem?: string | undefined;
  /** A proxy that goes before the environment's, e.g. a kubeconfig's `proxy-url`. */
  readonly proxy?: URL | undefined;
  /** Further TLS options of the connection to the server: client certificate, server name ... */
  readonly tls?: {
    readonly cert?: string;
    readonly key?: string;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
  };
}

/** Gives each URL its agent: straight or through a proxy, with connections kept for the next request. */
export interface Agents {
  forUrl(url: URL): Promise<HttpAgent>;
  /** Closes idle connections; those in use stay. */
  close(): void;
}

/** The one place that decides how Azure Resource Manager, Entra ID and Kubernetes are connected to. */
export function createAgents(options: AgentOptions): Agents {
  const cache = new Map<string, Promise<HttpAgent>>();
  const opened: HttpAgent[] = [];
  const connection = {
    keepAlive: true,
    ...options.tls,
    ...(options.caPem === undefined ? {} : { ca: options.caPem }),
  };
  return {
    forUrl(url) {
      const proxy = options.proxy ?? proxyFor(url, options.env);
      const key = `${url.protocol} ${proxy?.href ?? ""}`;
      let agent = cache.get(key);
      if (agent === undefined) {
        agent = createAgent(url, proxy, connection).then((made) => {
          opened.push(made);
          return made;
        });
        cache.set(key, agent);
      }
      return agent;
    },
    close() {
      for (const agent of opened) agent.destroy();
    },
  };
}

async function createAgent(url: URL, proxy: URL | undefined, connection: object): Promise<HttpAgent> {
  if (proxy === undefined) {
    return url.protocol === "http:" ? new HttpAgent({ keepAlive: true }) : new HttpsAgent(connection);
  }
  const { HttpsProxyAgent } = await import("./https-proxy-agent.js");
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true });
  // What the constructor takes goes to the proxy alone; these options go to the server behind it.
  Object.assign(agent.options, connection);
  // A proxy's own refusal would otherwise look like an answer of the server behind it.
  agent.on("proxyConnect", (connect: { statusCode: number; statusText: string }, request: ClientRequest) => {
    if (connect.statusCode === 200) return;
    const said = `${connect.statusCode} ${connect.statusText}`.trim();
    request.destroy(Object.assign(new Error(`the proxy ${proxy.host} answered ${said}`), { code: proxyRefused }));
  });
  return agent;
}

/** Code of the error of a request that the proxy refused to pass on. */
export const proxyRefused = "PROXY_REFUSED";
