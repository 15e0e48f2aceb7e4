import assert from "node:assert/strict";
import { dirname } from "node:path";
import { it } from "node:test";
import { stringAt } from "../../src/json.js";
import { needsKubectl, runKubectl, type KubectlResult } from "../helpers/kubectl.js";
import { runCli } from "../helpers/run-cli.js";

it(
  "demo --keep leaves a cluster up whose pod's log kubectl reads, and prints the format asked for",
  needsKubectl,
  async () => {
    const asked: Promise<readonly KubectlResult[]>[] = [];
    const run = await runCli(["demo", "--keep", "-o", "json"], {
      timeoutMs: 60_000,
      onStderr: (soFar, child) => {
        const said = /export KUBECONFIG=(\S+)\n[\s\S]*kubectl logs (\S+)\n/.exec(soFar);
        if (said === null || asked.length > 0) return;
        const [, kubeconfig = "", pod = ""] = said;
        const ask = (...args: readonly string[]) =>
          runKubectl(args, { KUBECONFIG: kubeconfig, HOME: dirname(kubeconfig) });
        asked.push(
          Promise.all([ask("logs", pod), ask("get", "pod", pod, "-o", "name")]).finally(() => {
            child.kill("SIGINT");
          }),
        );
      },
    });
    assert.equal(run.exitCode, 0, run.stderr);
    const document: unknown = JSON.parse(run.stdout);
    const kernel = (key: string) => stringAt(document, "kernels", "pod", key) ?? "";
    assert.deepEqual(await asked[0], [
      { code: 0, stdout: `${kernel("kernel")}\n${kernel("bootId")}\n`, stderr: "" },
      { code: 0, stdout: `pod/${kernel("name")}\n`, stderr: "" },
    ]);
  },
);
