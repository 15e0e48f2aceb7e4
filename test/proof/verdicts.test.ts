import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/simulator/faults/fault.js";
import { startSandboxCluster, type SandboxCluster } from "../helpers/sandbox-cluster.js";
import { playVerdict } from "../kubernetes/play-verdict.js";
import { verdictCases } from "../kubernetes/verdict-cases.js";
import type { NodeKind, Stage } from "../kubernetes/verdict-stage.js";

/** One pool for each kind of node; what is wrong with one, a fault did as it was made. */
const pools: Readonly<Record<NodeKind, string>> = {
  sandbox: "sandbox",
  "silent fallback": "fallback",
  "no handler": "bare",
  "sandbox by default": "default",
};
const faults: readonly Fault[] = [
  { name: "silent-runc", path: "/agentPools/fallback" },
  { name: "handler-missing", path: "/agentPools/bare" },
  { name: "kata-by-default", path: "/agentPools/default" },
];

/** The local Azure's half of the cases that a real cluster plays too (test/kubernetes/verdicts.k8s.ts). */
function stageOf(cluster: SandboxCluster): Stage {
  return {
    call: (method, path, body, headers) => cluster.kube(method, path, body, headers),
    kubeconfig: cluster.kubeconfig,
    // The endpoint allows the time scale; nothing is asked there.
    env: {
      AKS_SANDBOX_TIME_SCALE: cluster.env["AKS_SANDBOX_TIME_SCALE"] ?? "",
      AKS_SANDBOX_ARM_ENDPOINT: cluster.simulator.url,
    },
    // The default one.
    image: [],
    missingImage: "registry.invalid/probe:1",
    shortWait: "3m",
    node: (kind) => {
      const name = cluster.nodes.find((each) => each.includes(`-${pools[kind]}-`));
      if (name === undefined) throw new Error(`no node for: ${kind}`);
      return Promise.resolve({ name, handler: "kata" });
    },
    loseContainers: async ({ name }, verify) => {
      // The control starts, then the sandbox: each is lost at its start.
      cluster.simulator.faults.add({ name: "containers-lost", path: `nodes/${name}`, times: 2 });
      return verify([]);
    },
    restore: () => {
      cluster.simulator.faults.clear();
      return Promise.resolve();
    },
  };
}

test("the verdicts of a real cluster, on the local Azure", async (t) => {
  const cluster = await startSandboxCluster(t, {
    kubernetesVersion: "1.35",
    runtimeClass: undefined,
    pool: { nodeTaints: [] },
    morePools: ["fallback", "bare", "default"],
    faults,
  });
  const stage = stageOf(cluster);
  cluster.forget();
  for (const each of verdictCases) await t.test(each.title, () => playVerdict(stage, each));
  assert.deepEqual(cluster.armRequests(), [], "Azure is not asked");
});
