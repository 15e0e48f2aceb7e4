import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { stringAt } from "../../src/json.js";
import { needsKubectl, runKubectl } from "../helpers/kubectl.js";
import { startLocalAzure } from "../helpers/local-azure.js";

const target = ["-g", "tenants-rg", "-c", "tenants"];
const up = ["up", ...target, "--location", "westus3", "--node-count", "2", "--no-kubernetes"];

describe("kubeconfig merge and remove", () => {
  it(
    "merge, use with the real kubectl, and remove leave the user's other entries as they were",
    needsKubectl,
    async (t) => {
      const azure = await startLocalAzure(t);
      assert.equal((await azure.run(up)).exitCode, 0);
      const own = '# mine\napiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\ncurrent-context: ""\nusers: []\n';
      await writeFile(azure.kubeconfig, own);
      const merged = await azure.json(["kubeconfig", "merge", ...target, "--context", "mine"]);
      assert.deepEqual(
        [merged.exitCode, merged.document["status"], merged.document["context"]],
        [0, "changed", "mine"],
        merged.stderr,
      );
      const again = await azure.json(["kubeconfig", "merge", ...target, "--context", "mine"]);
      assert.deepEqual([again.exitCode, again.document["changed"]], [0, false]);
      const nodes = await runKubectl(["get", "nodes", "-o", "name"], { KUBECONFIG: azure.kubeconfig });
      assert.equal(nodes.stdout.trim().split("\n").length, 4, nodes.stderr);
      const removed = await azure.json(["kubeconfig", "remove", "--context", "mine"]);
      assert.deepEqual([removed.exitCode, removed.document["changed"]], [0, true], removed.stderr);
      assert.equal(await azure.readKubeconfig(), own);
      const nothing = await azure.json(["kubeconfig", "remove", "--context", "mine"]);
      assert.deepEqual([nothing.exitCode, nothing.document["changed"]], [0, false]);
    },
  );
});

describe("runtimeclass", () => {
  it("apply makes the class once; list tells who manages which; delete asks first", async (t) => {
    const azure = await startLocalAzure(t);
    assert.equal((await azure.run(up)).exitCode, 0);
    const first = await azure.json(["runtimeclass", "apply", ...target]);
    assert.deepEqual([first.exitCode, first.document["changed"]], [0, true], first.stderr);
    const second = await azure.json(["runtimeclass", "apply", ...target]);
    assert.deepEqual([second.exitCode, second.document["changed"]], [0, false]);
    const list = await azure.run(["runtimeclass", "list", ...target]);
    assert.match(list.stdout, /aks-sandbox\s+kata\s+aks-sandbox\s+600Mi\s+aks-sandbox\/runtime=pod-sandboxing/);
    assert.match(list.stdout, /kata-vm-isolation\s+kata\s+AKS/);
    assert.equal((await azure.run(["runtimeclass", "delete", ...target])).exitCode, 2);
    const gone = await azure.json(["runtimeclass", "delete", ...target, "--yes"]);
    assert.deepEqual([gone.exitCode, gone.document["changed"]], [0, true], gone.stderr);
  });

  it("apply refuses one class for old and new pools together, and names the cure", async (t) => {
    const features = { "Microsoft.ContainerService/KataVMIsolationPreview": "Registered" };
    const azure = await startLocalAzure(t, { features });
    assert.equal((await azure.run(up)).exitCode, 0);
    const old = ["--name", "old", "--node-count", "1", "--workload-runtime", "KataMshvVmIsolation", "--no-kubernetes"];
    assert.equal((await azure.run(["pool", "add", ...target, ...old])).exitCode, 0);
    const run = await azure.json(["runtimeclass", "apply", ...target]);
    assert.equal(run.exitCode, 5, run.stderr);
    assert.equal(stringAt(run.document, "error", "code"), "SeveralRuntimes");
    assert.match(stringAt(run.document, "error", "hint") ?? "", /--runtime pod-sandboxing-preview --runtime-class/);
  });
});
