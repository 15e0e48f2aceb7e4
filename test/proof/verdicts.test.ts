import assert from "node:assert/strict";
import { test } from "node:test";
import type { Fault } from "../../src/simulator/faults/fault.js";
import { startSandboxCluster } from "../helpers/sandbox-cluster.js";
import { playVerdict } from "../kubernetes/play-verdict.js";
import { simulatedStage, type StagedPools } from "../kubernetes/simulated-stage.js";
import { verdictCases } from "../kubernetes/verdict-cases.js";

/** One pool for each kind of node; what is wrong with one, a fault did as it was made. */
const pools: StagedPools = {
  sandbox: { pool: "sandbox", handler: "kata" },
  "silent fallback": { pool: "fallback", handler: "kata" },
  "no handler": { pool: "bare", handler: "kata" },
  "sandbox by default": { pool: "default", handler: "kata" },
};
const faults: readonly Fault[] = [
  { name: "silent-runc", path: "/agentPools/fallback" },
  { name: "handler-missing", path: "/agentPools/bare" },
  { name: "kata-by-default", path: "/agentPools/default" },
];

// The same with gVisor: test/kubernetes/simulated-verdicts.k8s.ts, beside the real cluster's.
test("the verdicts of a real cluster, on the local Azure", async (t) => {
  const cluster = await startSandboxCluster(t, {
    kubernetesVersion: "1.35",
    runtimeClass: undefined,
    pool: { nodeTaints: [] },
    morePools: ["fallback", "bare", "default"],
    faults,
  });
  const stage = simulatedStage(cluster, pools);
  cluster.forget();
  for (const each of verdictCases) await t.test(each.title, () => playVerdict(stage, each));
  assert.deepEqual(cluster.armRequests(), [], "Azure is not asked");
});
