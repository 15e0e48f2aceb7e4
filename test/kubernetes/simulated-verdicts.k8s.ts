import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { addressOf, referenceOf } from "../../src/kubernetes/object-reference.js";
import { gvisorInstallerContent } from "../../src/runtimes/gvisor-installer-content.js";
import { startSandboxCluster, type SandboxCluster } from "../helpers/sandbox-cluster.js";
import { playVerdict } from "./play-verdict.js";
import { simulatedStage, type StagedPools } from "./simulated-stage.js";
import { eventually, verdictCases } from "./verdict-cases.js";
import { verify } from "./verdict-stage.js";

/** gVisor is the sandbox; AKS's `untrusted` is runc; containerd knows nothing of `kata-qemu`. */
const pools: StagedPools = {
  sandbox: { pool: "sandbox", handler: "runsc" },
  "silent fallback": { pool: "sandbox", handler: "untrusted" },
  "no handler": { pool: "sandbox", handler: "kata-qemu" },
  "sandbox by default": { pool: "default", handler: "runsc" },
};

// Beside the real cluster's half, not in `npm test`, which plays the table with Kata: a second time would take it too long.
test("the verdicts of a real cluster, on gVisor of the local Azure", async (t) => {
  const cluster = await startSandboxCluster(t, {
    kubernetesVersion: "1.35",
    runtimeClass: undefined,
    pool: { workloadRuntime: "OCIContainer", nodeLabels: { "aks-sandbox/runtime": "gvisor" }, nodeTaints: [] },
    morePools: ["default"],
    faults: [{ name: "kata-by-default", path: "/agentPools/default" }],
  });
  await installGvisor(cluster);
  const stage = simulatedStage(cluster, pools);
  for (const each of verdictCases) await t.test(each.title, () => playVerdict(stage, each));

  await t.test("a node of the runtime that its installer has not finished", async () => {
    const [unfinished = ""] = cluster.nodes.filter((name) => name.includes("-default-"));
    const labels = { "aks-sandbox/ready": null };
    await cluster.kube("PATCH", `/api/v1/nodes/${unfinished}`, { metadata: { labels } });
    const { status } = await cluster.kube("POST", "/apis/node.k8s.io/v1/runtimeclasses", {
      metadata: { name: "gvisor" },
      handler: "runsc",
      scheduling: { nodeSelector: { "aks-sandbox/runtime": "gvisor", "aks-sandbox/ready": "gvisor" } },
    });
    assert.equal(status, 201);
    const { exitCode, document } = await verify(stage, ["--runtime-class", "gvisor"], stage.kubeconfig);
    const [node] = listOf(jsonAt(document, "nodes"));
    assert.deepEqual(
      [exitCode, stringAt(document, "verdict"), stringAt(node, "verdict")],
      [9, "not proven", "isolated"],
    );
    assert.match(
      stringAt(document, "reason") ?? "",
      new RegExp(`nothing is proven of node ${unfinished}: the installer of gvisor has not finished there`),
    );
  });
});

/** With the objects that the program applies, until both nodes report the handler. */
async function installGvisor(cluster: SandboxCluster): Promise<void> {
  const image = `registry.example/installer@sha256:${"1".repeat(64)}`;
  const request = { runtimeId: "gvisor", handler: "runsc", image, job: "install", settings: {} } as const;
  for (const object of (await gvisorInstallerContent.render(request)).objects) {
    const path = `${addressOf(referenceOf(object)).path}?fieldManager=aks-sandbox`;
    const headers = { "content-type": "application/apply-patch+yaml" };
    const { status, text } = await cluster.kube("PATCH", path, object, headers);
    assert.ok(status < 300, text);
  }
  await eventually(async () => {
    const { body } = await cluster.kube("GET", "/api/v1/nodes?labelSelector=aks-sandbox%2Fready%3Dgvisor");
    const handlers = listOf(body["items"]).map((node) => listOf(jsonAt(node, "status", "runtimeHandlers")));
    return handlers.filter((list) => list.some((one) => stringAt(one, "name") === "runsc")).length === 2;
  });
}
