import assert from "node:assert/strict";
import { test } from "node:test";
import type { RuntimeClass } from "../../src/kubernetes/kubernetes.js";
import { leftOutNodes, leftOutProblem } from "../../src/proof/left-out-nodes.js";
import { runtimes } from "../../src/runtimes/index.js";
import { goodNode } from "./evidence.js";

const mark = { "aks-sandbox/runtime": "gvisor" };
const ready = { "aks-sandbox/ready": "gvisor" };
const runtimeClass: RuntimeClass = {
  name: "gvisor",
  uid: "class-uid",
  resourceVersion: "1",
  handler: "runsc",
  nodeSelector: { ...mark, ...ready },
  tolerations: [],
  overhead: {},
  labels: {},
  annotations: {},
  fieldManagers: [],
};
const node = (name: string, labels: Readonly<Record<string, string>>) => ({ ...goodNode, name, labels });

test("a node that its installer has not finished belongs to the class all the same", () => {
  const nodes = [
    node("done", { ...mark, ...ready }),
    node("installing", mark),
    node("ordinary", {}),
    node("kata", { "aks-sandbox/runtime": "pod-sandboxing" }),
  ];
  const left = leftOutNodes(nodes, runtimeClass, runtimes);
  assert.deepEqual(left, [
    { name: "installing", runtime: "gvisor", missing: ["aks-sandbox/ready=gvisor"], isUnfinished: true },
  ]);
  assert.deepEqual(leftOutProblem(left), {
    kind: "selector",
    cause:
      "nothing is proven of node installing: the installer of gvisor has not finished there (no label aks-sandbox/ready=gvisor)",
    event: undefined,
    cure: "look at the installer's pod: kubectl get pods -A --field-selector spec.nodeName=installing",
  });
});

test("a class without selector leaves no node out; one with a label of its own may mean it", () => {
  const nodes = [node("installing", { ...mark, ...ready })];
  assert.deepEqual(leftOutNodes(nodes, { ...runtimeClass, nodeSelector: {} }, runtimes), []);
  const own = leftOutNodes(nodes, { ...runtimeClass, nodeSelector: { ...mark, team: "a" } }, runtimes);
  assert.deepEqual(
    own.map(({ isUnfinished }) => isUnfinished),
    [false],
  );
  assert.equal(leftOutProblem([]), undefined);
});
