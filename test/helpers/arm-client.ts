import { request } from "node:https";
import type { Simulator } from "../../src/simulator/simulator.js";

export interface ArmReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: ArmBody;
  /** The body as it came; a log is no JSON. */
  readonly text: string;
}

/** The wire as tests read it; a field that is not there is undefined whatever its type says. */
export interface ArmBody {
  readonly [key: string]: unknown;
  readonly code: string;
  readonly message: string;
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | undefined;
  readonly properties: Readonly<Record<"provisioningState" | "eTag" | "count" | "state", unknown>>;
  readonly value: readonly unknown[];
  readonly nextLink: string;
  readonly access_token: string;
  readonly error_description: string;
}

export interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One raw exchange over https, the test CA trusted. `path` with its query. */
export function send(simulator: Simulator, method: string, path: string, options: SendOptions = {}): Promise<ArmReply> {
  const text = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const outgoing = request(
      path.startsWith("https:") ? path : `${simulator.url}${path}`,
      {
        method,
        ca: simulator.caPem,
        agent: false,
        headers: { "content-type": "application/json", ...options.headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const received = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: parseReply(received),
            text: received,
          });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

function parseReply(text: string): ArmBody {
  return (/^\s*[{[]/.test(text) ? JSON.parse(text) : {}) as ArmBody;
}

export function signInForm(simulator: Simulator, changes: Readonly<Record<string, string>> = {}): string {
  return new URLSearchParams({
    grant_type: "client_credentials",
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    scope: "https://management.azure.com/.default",
    ...changes,
  }).toString();
}

export interface ArmClient {
  /** `path` below the subscription, without api-version when `apiVersion` is given. */
  (method: string, path: string, options?: SendOptions & { readonly apiVersion?: string }): Promise<ArmReply>;
}

/** A signed-in client (of `principal`, by the name it was given, or the subscription's owner) whose paths begin below `/subscriptions/<id>`. */
export async function armClient(simulator: Simulator, principal?: string): Promise<ArmClient> {
  const other = principal === undefined ? undefined : simulator.principals.get(principal);
  const who = other === undefined ? {} : { client_id: other.clientId, client_secret: other.clientSecret };
  const signedIn = await send(simulator, "POST", `/${simulator.tenantId}/oauth2/v2.0/token`, {
    body: signInForm(simulator, who),
  });
  const authorization = `Bearer ${signedIn.body.access_token}`;
  return (method, path, { apiVersion = "2025-10-01", headers, ...rest } = {}) => {
    const full = path.startsWith("https:")
      ? path
      : `/subscriptions/${simulator.subscriptionId}${path}${path.includes("?") ? "&" : "?"}api-version=${apiVersion}`;
    return send(simulator, method, full, { ...rest, headers: { authorization, ...headers } });
  };
}

export const clusterPath = (group: string, name: string) =>
  `/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;

export async function makeGroup(arm: ArmClient, name = "tenants-rg"): Promise<void> {
  await arm("PUT", `/resourcegroups/${name}`, { apiVersion: "2024-11-01", body: { location: "westus2" } });
}

/** A cluster body with one system pool `system`. */
export const clusterBody = (changes: object = {}) => ({
  location: "westus2",
  identity: { type: "SystemAssigned" },
  properties: {
    dnsPrefix: "tenants",
    agentPoolProfiles: [{ name: "system", mode: "System", count: 2, vmSize: "Standard_D4s_v3", osSKU: "AzureLinux" }],
    ...changes,
  },
});

export const kataPool = (changes: object = {}) => ({
  properties: {
    count: 3,
    vmSize: "Standard_D4s_v3",
    osSKU: "AzureLinux",
    mode: "User",
    workloadRuntime: "KataVmIsolation",
    ...changes,
  },
});
