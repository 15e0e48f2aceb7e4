import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RuntimeClass } from "../../src/kubernetes/kubernetes.js";
import { classWarnings } from "../../src/proof/class-warnings.js";
import { judgeNode } from "../../src/proof/judge-node.js";
import { kernelWarnings } from "../../src/proof/kernel-warnings.js";
import { runtimes } from "../../src/runtimes/index.js";
import { evidence, goodNode, guestReading, probe } from "./evidence.js";

function classOf(handler: string, memory: string): RuntimeClass {
  return {
    name: "own",
    uid: "class-uid",
    resourceVersion: "1",
    handler,
    overhead: { memory },
    nodeSelector: { pool: "one" },
    tolerations: [],
    labels: {},
    annotations: {},
    fieldManagers: [],
  };
}

/** Ids and texts of what is said of a class, on nodes with these labels and handlers. */
function said(handler: string, memory: string, labels: Record<string, string>, ...handlers: readonly string[]) {
  const own = classOf(handler, memory);
  const node = { ...goodNode, labels, runtimeHandlers: ["", "runc", ...handlers], taints: [] };
  return classWarnings(own, own, [node], runtimes).filter(({ id }) => id !== "pool-not-tainted");
}

describe("what a class's runtime says", () => {
  it("a class of gVisor on Kata's nodes is a mix-up with a name and a cure", () => {
    for (const labels of [
      { "kubernetes.azure.com/kata-vm-isolation": "true" },
      { "aks-sandbox/runtime": "pod-sandboxing" },
    ]) {
      assert.deepEqual(said("runsc", "64Mi", labels, "kata"), [
        {
          id: "handler-not-listed",
          text: "1 node does not list handler runsc: node-1; nodes of pod-sandboxing never give gvisor",
          cure: "use a pool of its own: aks-sandbox pool add --runtime gvisor",
        },
      ]);
    }
    const mark = { "aks-sandbox/runtime": "pod-sandboxing" };
    const [label, ...others] = said("kata", "600Mi", mark, "kata");
    assert.deepEqual([label?.id, others], ["aks-label-missing", []]);
    assert.equal(
      label?.text,
      "1 node carries the mark aks-sandbox/runtime, and no label of AKS's own (kubernetes.azure.com/kata-vm-isolation=true or kubernetes.azure.com/kata-mshv-vm-isolation=true): node-1",
    );
    // Either of its names will do.
    for (const name of ["kata-vm-isolation", "kata-mshv-vm-isolation"])
      assert.deepEqual(said("kata", "600Mi", { ...mark, [`kubernetes.azure.com/${name}`]: "true" }, "kata"), []);
    const [own] = said("runsc", "64Mi", { "aks-sandbox/runtime": "gvisor" });
    assert.equal(own?.cure, "replace the node, or use a pool that has the runtime");
    assert.deepEqual(said("runsc", "64Mi", { "aks-sandbox/runtime": "gvisor" }, "runsc"), []);
  });

  it("overhead is measured by the figures of the runtime's makers, not by assumed ones", () => {
    const kata = { "aks-sandbox/runtime": "kata" };
    assert.match(said("kata-clh", "100Mi", kata, "kata-clh")[0]?.text ?? "", /adds 100Mi .*kata-deploy's class 130Mi/);
    assert.deepEqual(said("kata-clh", "130Mi", kata, "kata-clh"), []);
    assert.deepEqual(said("runsc", "1Mi", { "aks-sandbox/runtime": "gvisor" }, "runsc"), []);
  });

  it("a kernel that is isolated, and not the handler's runtime's, is told", () => {
    const gvisor = "Linux version 4.4.0 #1 SMP Sun Jan 10 15:06:54 PST 2016";
    const warningsWith = (banner: string, handler: string) => {
      const reading = { ...guestReading, banner };
      const verdict = judgeNode(evidence({ sandbox: probe("sandbox", { reading }) }));
      assert.equal(verdict.verdict, "isolated");
      return kernelWarnings(classOf(handler, "64Mi"), [verdict], runtimes).map(({ id }) => id);
    };
    assert.deepEqual(warningsWith(gvisor, "runsc"), []);
    assert.deepEqual(warningsWith("Linux version 6.6 (a virtual machine's)", "runsc"), ["kernel-unexpected"]);
    // Nothing is known of Kata's kernels, which are their users' to choose.
    assert.deepEqual(warningsWith("Linux version 6.6 (a virtual machine's)", "kata"), []);
  });
});
