import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Fault } from "../../src/simulator/faults/fault.js";
import type { SimulatorOptions } from "../../src/simulator/simulator.js";
import { armClient, clusterPath, send, type ArmReply } from "./arm-client.js";
import { startLocalAzure, type Ending, type LocalAzure } from "./local-azure.js";

export interface SandboxCluster extends LocalAzure {
  /** Path of the cluster's API server below the local Azure's URL. */
  readonly kubernetesPath: string;
  /** Names of the sandbox pools' nodes, in order. */
  readonly nodes: readonly string[];
  /** One raw exchange with the API server, as its administrator unless a header says otherwise. */
  kube(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<ArmReply>;
  /** Requests to the API server since `forget`, as `METHOD path`. */
  kubernetesRequests(): readonly string[];
  /** Names of the probe pods that are there. */
  probePods(): Promise<readonly string[]>;
}

export interface SandboxClusterOptions {
  /** Of the sandbox pool; default 1. 0: no such pool. */
  readonly nodes?: number;
  /** In effect as the pool is made. */
  readonly faults?: readonly Fault[];
  /** Changed properties of the sandbox pool. */
  readonly pool?: object;
  /** Further pools like it, with one node each, by name. */
  readonly morePools?: readonly string[];
  /** `properties.kubernetesVersion`; default: the local Azure's. */
  readonly kubernetesVersion?: string;
  /** Default: as `aks-sandbox runtimeclass apply` writes it. Undefined: no class of ours. */
  readonly runtimeClass?: object | undefined;
  readonly simulator?: Partial<SimulatorOptions>;
}

const mark = { "aks-sandbox/runtime": "pod-sandboxing" };
const toleration = { key: "aks-sandbox/runtime", operator: "Equal", value: "pod-sandboxing", effect: "NoSchedule" };
/** Service time a second: quick, and slow enough that no time limit is met on a busy machine. */
const speed = 60;

export const ownClass = {
  apiVersion: "node.k8s.io/v1",
  kind: "RuntimeClass",
  metadata: { name: "aks-sandbox" },
  handler: "kata",
  overhead: { podFixed: { memory: "600Mi" } },
  scheduling: { nodeSelector: mark, tolerations: [toleration] },
};

/**
 * A cluster `tenants` with a marked and tainted Kata pool, made in no time, its kubeconfig where the program finds it, and
 * nodes that have been up long enough for their uptime to tell.
 */
export async function startSandboxCluster(t: Ending, options: SandboxClusterOptions = {}): Promise<SandboxCluster> {
  const count = options.nodes ?? 1;
  const azure = await startLocalAzure(t, { speed, durations: "none", throttling: "off", ...options.simulator });
  const { simulator } = azure;
  for (const fault of options.faults ?? []) simulator.faults.add(fault);
  const arm = await armClient(simulator);
  await arm("PUT", "/resourcegroups/tenants-rg", { apiVersion: "2024-11-01", body: { location: "westus3" } });
  const path = clusterPath("tenants-rg", "tenants");
  const pool = { vmSize: "Standard_D4s_v5", osSKU: "AzureLinux", count: 1 };
  const sandboxPool = {
    ...pool,
    mode: "User",
    workloadRuntime: "KataVmIsolation",
    nodeLabels: mark,
    nodeTaints: ["aks-sandbox/runtime=pod-sandboxing:NoSchedule"],
    ...options.pool,
  };
  const more = options.morePools ?? [];
  await expect(
    [200, 201],
    arm("PUT", path, {
      body: {
        location: "westus3",
        identity: { type: "SystemAssigned" },
        properties: {
          dnsPrefix: "tenants",
          ...(options.kubernetesVersion === undefined ? {} : { kubernetesVersion: options.kubernetesVersion }),
          agentPoolProfiles: [
            { ...pool, name: "system", mode: "System" },
            ...(count === 0 ? [] : [{ ...sandboxPool, name: "sandbox", count }]),
            ...more.map((name) => ({ ...sandboxPool, name })),
          ],
        },
      },
    }),
  );
  const credentials = await until(async () => {
    const reply = await arm("POST", `${path}/listClusterUserCredential`);
    return reply.status === 200 ? reply : undefined;
  });
  const [{ value }] = credentials.body["kubeconfigs"] as [{ value: string }];
  const text = Buffer.from(value, "base64").toString();
  await writeFile(azure.kubeconfig, text, { mode: 0o600 });
  const server = new URL(/server: (\S+)/.exec(text)?.[1] ?? "");
  const authorization = `Bearer ${/token: (\S+)/.exec(text)?.[1] ?? ""}`;
  const kube: SandboxCluster["kube"] = (method, rest, body, headers) =>
    send(simulator, method, server.pathname.replace(/\/$/, "") + rest, {
      ...(body === undefined ? {} : { body }),
      headers: {
        authorization,
        ...(method === "PATCH" ? { "content-type": "application/merge-patch+json" } : {}),
        ...headers,
      },
    });
  const runtimeClass = "runtimeClass" in options ? options.runtimeClass : ownClass;
  if (runtimeClass !== undefined) {
    await expect([201], kube("POST", "/apis/node.k8s.io/v1/runtimeclasses", runtimeClass));
  }
  const list = async (what: string) => (await kube("GET", what)).body["items"] as readonly KubernetesObject[];
  const isReady = ({ status }: KubernetesObject) =>
    status.conditions?.some((each) => each.type === "Ready" && each.status === "True") === true;
  const mayStayNotReady = options.faults?.some(({ name }) => name === "node-never-ready") === true;
  const nodes = await until(async () => {
    const present = await list("/api/v1/nodes");
    return present.length === count + more.length + 1 && (mayStayNotReady || present.every(isReady))
      ? present
      : undefined;
  });
  let seen = simulator.requests.length;
  return {
    ...azure,
    kubernetesPath: server.pathname,
    nodes: nodes
      .map(({ metadata }) => metadata.name)
      .filter((name) => !name.includes("-system-"))
      .sort(),
    kube,
    forget: () => {
      azure.forget();
      seen = simulator.requests.length;
    },
    kubernetesRequests: () =>
      simulator.requests
        .slice(seen)
        .filter(({ area }) => area === "kubernetes")
        .map(({ method, url }) => `${method} ${url.slice(server.pathname.length)}`),
    probePods: async () =>
      (await list("/api/v1/pods?labelSelector=app.kubernetes.io/name%3Daks-sandbox-probe")).map(
        ({ metadata }) => metadata.name,
      ),
  };
}

/** One cluster for the tests of a suite that leave it as it was, started by the first that asks; to be called in `describe`. */
export function shareSandboxCluster(options: SandboxClusterOptions = {}): () => Promise<SandboxCluster> {
  const endings: (() => unknown)[] = [];
  let cluster: Promise<SandboxCluster> | undefined;
  after(async () => {
    for (const end of endings.reverse()) await end();
  });
  const ending = { after: (end?: unknown) => void endings.push(end as () => unknown) };
  return () => (cluster ??= startSandboxCluster(ending, options));
}

interface KubernetesObject {
  readonly metadata: { readonly name: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The answer, once its status is one of these. */
async function expect(statuses: readonly number[], asked: Promise<ArmReply>): Promise<ArmReply> {
  const reply = await asked;
  assert.ok(statuses.includes(reply.status), `${reply.status}: ${reply.text}`);
  return reply;
}

/** Asks until there is something, at most 20 s of the wall. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  const endMs = performance.now() + 20_000;
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error("what was waited for did not come");
    await setTimeout(20);
  }
}
