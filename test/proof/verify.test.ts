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
  readonly args?: readonly string[];
  readonly verdict: string;
  readonly reason: RegExp;
  readonly event?: RegExp;
  readonly warnings?: readonly string[];
  /** On stderr, while it waits. */
  readonly note?: RegExp;
}

/** Besides those that a real cluster plays, too: test/kubernetes/verdict-cases.ts. */
const rows: readonly Row[] = [
  {
    what: "AKS's own class on a pool without taint",
    cluster: { runtimeClass: undefined, pool: { nodeTaints: [] } },
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["pool-not-tainted"],
  },
  {
    what: "one node of two that falls back",
    cluster: { nodes: 2, faults: [{ name: "silent-runc", path: "/sandbox" }] },
    verdict: "not isolated",
    reason: /^1 of 2 nodes not isolated: /,
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
    args: ["--pod-timeout", "2m"],
    note: /still waiting for the (sandbox|control) pod on \S+: the node takes no pods now: it has the taint/,
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
    reason: /^the one node of RuntimeClass aks-sandbox is not in the pool asked for$/,
  },
  {
    what: "a class without selector",
    cluster: { runtimeClass: { ...ownClass, scheduling: { tolerations: ownClass.scheduling.tolerations } } },
    verdict: "isolated",
    reason: /^the node is isolated$/,
    warnings: ["class-without-selector"],
  },
  {
    what: "a namespace that does not exist",
    args: ["--namespace", "nowhere"],
    verdict: "not proven",
    reason: /namespace nowhere does not exist/,
    event: /namespaces "nowhere" not found/,
  },
];

async function check(cluster: SandboxCluster, row: Row): Promise<void> {
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
  if (row.note !== undefined) assert.match(stderr, row.note);
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
