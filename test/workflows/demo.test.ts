import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonAt, stringAt } from "../../src/json.js";
import type { KubernetesConnection, PodResult } from "../../src/kubernetes/kubernetes.js";
import { compareKernels } from "../../src/workflows/demo.js";
import { testContext } from "../helpers/context.js";
import { runCli } from "../helpers/run-cli.js";

describe("demo", () => {
  it("runs the main job on a simulated Azure and shows what a pod's log says beside its node", async () => {
    const run = await runCli(["demo", "-o", "json"], { timeoutMs: 60_000 });
    assert.equal(run.exitCode, 0, run.stderr);
    const document: unknown = JSON.parse(run.stdout);
    assert.equal(jsonAt(document, "simulated"), true);
    assert.equal(stringAt(document, "up", "isolation"), "not checked");
    const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
    for (const side of ["pod", "node"]) {
      assert.match(stringAt(document, "kernels", side, "bootId") ?? "", guid);
      assert.match(stringAt(document, "kernels", side, "kernel") ?? "", /^\d+\.\d+\.\d+/);
    }
    assert.match(run.stderr, /simulated Azure on this machine/);
    assert.match(run.stderr, /Nothing is created or billed/);
  });

  const bootId = "db2f5286-c9f6-446c-8fb5-d055dc5e963d";
  for (const log of ["", "6.6.137.mshv1-1.azl3\n", `uname: not found\n${bootId}\n`, "6.6.137\nno such file\n"]) {
    it(`takes a log for a failure where it does not tell kernel and boot id: ${JSON.stringify(log)}`, async () => {
      const { kubernetes, deleted } = clusterWithLog(log);
      await assert.rejects(compareKernels(testContext(), kubernetes, "aks-sandbox", { keep: false }), {
        code: "DemoPodFailed",
      });
      assert.equal(deleted.length, 1);
    });
  }

  it("keeps the pod only when it is asked to", async () => {
    for (const keep of [true, false]) {
      const { kubernetes, deleted } = clusterWithLog(`6.6.137.mshv1-1.azl3\n${bootId}\n`);
      const { pod } = await compareKernels(testContext(), kubernetes, "aks-sandbox", { keep });
      assert.deepEqual([pod.kernel, pod.bootId], ["6.6.137.mshv1-1.azl3", bootId]);
      assert.deepEqual(deleted, keep ? [] : [pod.name]);
    }
  });
});

/** A cluster of one node on which every pod ends well and has this log. */
function clusterWithLog(log: string): { readonly kubernetes: KubernetesConnection; readonly deleted: string[] } {
  const deleted: string[] = [];
  const unexpected = () => Promise.reject(new Error("the demo is not expected to ask for this"));
  const pod: PodResult = {
    name: "demo",
    uid: "1",
    nodeName: "node",
    phase: "Succeeded",
    runtimeClassName: "aks-sandbox",
    reason: undefined,
  };
  const node = {
    name: "node",
    uid: "2",
    ready: true,
    notReadyReason: undefined,
    unschedulable: false,
    labels: {},
    taints: [],
    runtimeHandlers: ["kata"],
    bootId: "18722d3d-6175-4969-a1c1-686862ef128a",
    kernelVersion: "6.6.137.mshv2-2.azl3",
    kubeletVersion: "v1.35.4",
    containerRuntimeVersion: "containerd://2.0.0",
    osImage: "Microsoft Azure Linux 3.0",
  };
  const kubernetes: KubernetesConnection = {
    server: "https://127.0.0.1:1",
    serverVersion: unexpected,
    nodes: { list: () => Promise.resolve([node]), watch: unexpected },
    runtimeClasses: { get: unexpected, list: unexpected, apply: unexpected, delete: unexpected },
    pods: {
      create: () => Promise.resolve(pod),
      watch: () => Promise.resolve(pod),
      log: () => Promise.resolve(log),
      delete: (_namespace, name) => {
        deleted.push(name);
        return Promise.resolve(true);
      },
    },
  };
  return { kubernetes, deleted };
}
