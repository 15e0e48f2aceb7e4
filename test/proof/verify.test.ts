import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import {
  ownClass,
  shareSandboxCluster,
  startSandboxCluster,
  type SandboxCluster,
  type SandboxClusterOptions,
} from "../helpers/sandbox-cluster.js";

const json = async (cluster: SandboxCluster, args: readonly string[] = []) => {
  const { exitCode, document, stderr } = await cluster.json(["verify", ...args]);
  return { exitCode, document, stderr, verdict: document["verdict"], reason: stringAt(document, "reason") ?? "" };
};
const warnings = (document: Record<string, unknown>) =>
  (document["warnings"] as readonly { readonly id: string }[]).map(({ id }) => id);

interface Row {
  readonly what: string;
  readonly cluster?: SandboxClusterOptions;
  /** Done once the cluster stands. */
  readonly before?: (cluster: SandboxCluster) => Promise<unknown>;
  readonly args?: readonly string[];
  readonly verdict: string;
  readonly reason: RegExp;
  readonly event?: RegExp;
  readonly warnings?: readonly string[];
}

const rows: readonly Row[] = [
  { what: "a Kata pool", verdict: "isolated", reason: /^the node is isolated$/ },
  {
    what: "AKS's own class on a pool without taint",
    cluster: { runtimeClass: undefined, pool: { nodeTaints: [] } },
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["pool-not-tainted"],
  },
  {
    what: "silent fallback to runc",
    cluster: { faults: [{ name: "silent-runc", path: "/sandbox" }] },
    verdict: "not isolated",
    reason: /the pod runs on the node's own kernel: boot id [0-9a-f-]{36} is the node's/,
  },
  {
    what: "one node of two that falls back",
    cluster: { nodes: 2, faults: [{ name: "silent-runc", path: "/sandbox" }] },
    verdict: "not isolated",
    reason: /^1 of 2 nodes not isolated: /,
  },
  {
    what: "handler missing",
    cluster: { faults: [{ name: "handler-missing", path: "/sandbox" }] },
    verdict: "not proven",
    reason: /the node's containerd does not know the class's handler/,
    event: /no runtime for "kata" is configured/,
    warnings: ["handler-not-listed"],
  },
  {
    what: "class missing",
    args: ["--runtime-class", "nowhere"],
    verdict: "not proven",
    reason: /RuntimeClass nowhere does not exist/,
    event: /RuntimeClass "nowhere" not found/,
    warnings: [],
  },
  {
    what: "selector matches no node",
    cluster: {
      runtimeClass: { ...ownClass, scheduling: { nodeSelector: { "example.com/none": "1" } } },
    },
    verdict: "not proven",
    reason: /no node has example\.com\/none=1, which it selects/,
    event: /didn't match Pod's node affinity\/selector|FailedScheduling|Unschedulable/,
  },
  {
    what: "taint not tolerated: AKS's own class on our tainted pool",
    args: ["--runtime-class", "kata-vm-isolation"],
    verdict: "not proven",
    reason: /taint aks-sandbox\/runtime=pod-sandboxing:NoSchedule keeps the pod away/,
    event: /untolerated taint/,
  },
  {
    what: "a node that never got ready",
    cluster: { faults: [{ name: "node-never-ready", path: "sandbox" }] },
    args: ["--pod-timeout", "20s"],
    verdict: "not proven",
    reason: /the node takes no pods now: it has the taint node\.kubernetes\.io\/not-ready:NoSchedule/,
    event: /untolerated taint/,
  },
  {
    what: "no sandbox nodes",
    cluster: { nodes: 0 },
    verdict: "not proven",
    reason: /has no sandbox nodes: no node has aks-sandbox\/runtime=pod-sandboxing/,
    event: /didn't match Pod's node affinity\/selector/,
  },
  {
    what: "a pool that has no nodes of the class",
    args: ["--pool", "system"],
    verdict: "not proven",
    reason: /none of the 1 node of RuntimeClass aks-sandbox is in the pool asked for/,
  },
  {
    what: "a class without selector",
    cluster: { runtimeClass: { ...ownClass, scheduling: { tolerations: ownClass.scheduling.tolerations } } },
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["class-without-selector"],
  },
  {
    what: "an image that cannot be pulled",
    args: ["--image", "registry.invalid/probe:1"],
    verdict: "not proven",
    reason: /the probe's image cannot be pulled/,
    event: /no such host/,
  },
  {
    what: "a namespace that does not exist",
    args: ["--namespace", "nowhere"],
    verdict: "not proven",
    reason: /namespace nowhere does not exist/,
    event: /namespaces "nowhere" not found/,
  },
  {
    what: "a namespace of the restricted Pod Security level",
    before: (cluster) =>
      cluster.kube("POST", "/api/v1/namespaces", {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: "strict", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
      }),
    args: ["--namespace", "strict"],
    verdict: "isolated",
    reason: /^the node is isolated$/,
  },
];

async function check(cluster: SandboxCluster, row: Row): Promise<void> {
  await row.before?.(cluster);
  cluster.forget();
  const { exitCode, document, verdict, reason, stderr } = await json(cluster, row.args);
  assert.deepEqual(
    {
      exitCode,
      kind: document["kind"],
      exitReason: document["exitReason"],
      changed: document["changed"],
      verdict,
      warnings: warnings(document),
    },
    {
      exitCode: row.verdict === "isolated" ? 0 : 9,
      kind: "VerifyResult",
      exitReason: row.verdict === "isolated" ? "done" : "notProven",
      changed: false,
      verdict: row.verdict,
      warnings: row.warnings ?? [],
    },
    `${reason}\n${stderr}`,
  );
  assert.match(reason, row.reason);
  assert.match(stringAt(document, "event") ?? "", row.event ?? /^$/);
  assert.equal(jsonAt(document, "cure") === null, row.verdict === "isolated");
  assert.deepEqual(cluster.armRequests(), []);
  assert.deepEqual(await cluster.probePods(), []);
}

describe("verify against a cluster", () => {
  const shared = shareSandboxCluster();
  for (const row of rows) {
    it(`${row.what}: ${row.verdict}`, async (t) =>
      check(row.cluster === undefined ? await shared() : await startSandboxCluster(t, row.cluster), row));
  }
});
