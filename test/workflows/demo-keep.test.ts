import assert from "node:assert/strict";
import { dirname } from "node:path";
import { it } from "node:test";
import { stringAt } from "../../src/json.js";
import { needsKubectl, runKubectl, type KubectlResult } from "../helpers/kubectl.js";
import { runCli } from "../helpers/run-cli.js";

it("demo --keep leaves a cluster up that kubectl reads, and prints the format asked for", needsKubectl, async () => {
  const asked: Promise<readonly KubectlResult[]>[] = [];
  const run = await runCli(["demo", "--keep", "-o", "json"], {
    timeoutMs: 60_000,
    onStderr: (soFar, child) => {
      const said = /export KUBECONFIG=(\S+)\n[\s\S]*aks-sandbox verify /.exec(soFar);
      if (said === null || asked.length > 0) return;
      const [, kubeconfig = ""] = said;
      const ask = (...args: readonly string[]) =>
        runKubectl(args, { KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) });
      asked.push(
        Promise.all([
          ask("get", "runtimeclass", "aks-sandbox", "-o", "name"),
          // The proof's own pods are gone.
          ask("get", "pods", "--all-namespaces"),
        ]).finally(() => {
          child.kill("SIGINT");
        }),
      );
    },
  });
  assert.equal(run.exitCode, 0, run.stderr);
  assert.equal(stringAt(JSON.parse(run.stdout), "up", "isolation"), "isolated");
  assert.deepEqual(await asked[0], [
    { code: 0, stdout: "runtimeclass.node.k8s.io/aks-sandbox\n", stderr: "" },
    { code: 0, stdout: "", stderr: "No resources found\n" },
  ]);
});
