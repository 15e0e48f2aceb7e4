import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { startKubernetesServer, type KubernetesServer } from "../../../helpers/kubernetes-server.js";
import { folderFor } from "../../../helpers/simulate-process.js";

export interface Real {
  readonly server: KubernetesServer;
  readonly folder: string;
  readonly file: string;
  readonly flags: readonly string[];
  node(name?: string): Promise<NodeObject>;
}

interface NodeObject {
  readonly metadata: { readonly labels: Record<string, string>; readonly annotations?: Record<string, string> };
  readonly spec: {
    readonly taints?: readonly { key: string; value?: string; effect: string }[];
    unschedulable?: boolean;
  };
}

const ownLabels = { "kubernetes.io/os": "linux", "topology.kubernetes.io/zone": "rack-1" };

/** Another local API server in the place of a real one, with nodes that the local Azure did not make. */
export async function startReal(t: TestContext): Promise<Real> {
  const server = await startKubernetesServer();
  t.after(() => server.close());
  for (const name of ["worker-1", "worker-2"]) {
    const made = await server.call("POST", "/api/v1/nodes", {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name, labels: ownLabels },
      spec: {},
      status: {
        conditions: [{ type: "Ready", status: "True", reason: "KubeletReady", message: "" }],
        runtimeHandlers: [{ name: "" }, { name: "kata" }],
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
  }
  const folder = folderFor(t);
  const file = join(folder, "real.yaml");
  writeFileSync(file, server.kubeconfig);
  const flags = ["--kubernetes-kubeconfig", file, "--pool-node", "sandbox=worker-1", "--speed", "600", "--quiet"];
  return {
    server,
    folder,
    file,
    flags,
    node: async (name = "worker-1") => (await server.call("GET", `/api/v1/nodes/${name}`)).body as NodeObject,
  };
}

/** What a pool may change on a node, without the labels that are figures or ids. */
export const marks = ({ metadata, spec }: NodeObject) => ({
  labels: Object.fromEntries(
    Object.entries(metadata.labels).filter(
      ([key]) => !/^(beta\.)?kubernetes\.io\/|sku-|client-id|image-version|cluster$/.test(key),
    ),
  ),
  taints: (spec.taints ?? []).map(({ key, value, effect }) => `${key}=${value ?? ""}:${effect}`),
  unschedulable: spec.unschedulable ?? false,
});
export const untouched = { labels: { "topology.kubernetes.io/zone": "rack-1" }, taints: [], unschedulable: false };

/** What a local Azure of this machine leaves on a node. */
export async function mark({ server }: Real, name: string, pid: number): Promise<void> {
  const record = {
    owner: { url: "https://local", pid, host: hostname(), since: "2026-11-02T08:00:00.000Z" },
    machine: "aks-old-1-vmss000000",
    labels: { agentpool: { set: "old", before: null } },
    taints: [],
    taintsBefore: [],
    firstTaints: [],
    cordoned: true,
  };
  const answer = await server.call(
    "PATCH",
    `/api/v1/nodes/${name}`,
    {
      metadata: { labels: { agentpool: "old" }, annotations: { "aks-sandbox/simulate": JSON.stringify(record) } },
      spec: { unschedulable: true },
    },
    { "content-type": "application/merge-patch+json" },
  );
  assert.equal(answer.status, 200);
}
