import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pool } from "../../src/azure/azure.js";
import { judgeNode } from "../../src/proof/judge-node.js";
import type { Proof } from "../../src/proof/prove.js";
import { junit } from "../../src/report/junit.js";
import { withSkippedPools } from "../../src/proof/skipped-pools.js";
import { evidence, goodNode } from "./evidence.js";

const labeled = { ...goodNode, labels: { "kubernetes.azure.com/agentpool": "sandbox" } };
const poolOfNode = "sandbox";
const node = judgeNode(evidence({ node: labeled, after: labeled }));
const proof: Proof = {
  verdict: "isolated",
  reason: "the node is isolated",
  event: undefined,
  cure: undefined,
  runtimeClassName: "aks-sandbox",
  runtimeClass: undefined,
  nodes: [node],
  of: 1,
  warnings: [],
  skippedPools: [],
  nonce: "",
  kubernetesVersion: "1.35.4",
  startedAt: "",
  endedAt: "",
};
const pool = (name: string, tags: Readonly<Record<string, string>>) => ({ name, tags }) as Pool;
const virtual = { "aks-sandbox-virtual": "true" };

test("a total that skipped pools names them", () => {
  const pools = [
    pool("system", virtual),
    pool("more", virtual),
    pool(poolOfNode, {}),
    pool("other", { "aks-sandbox-virtual": "no" }),
  ];
  assert.deepEqual(withSkippedPools(proof, pools, undefined), {
    ...proof,
    skippedPools: ["system", "more"],
    reason: "the node is isolated; pools system, more skipped: virtual, no real node to look at",
  });
});

test("JUnit has a skipped case for each", () => {
  const text = junit(withSkippedPools(proof, [pool("system", virtual)], undefined), "https://server");
  assert.match(text, /<testsuite [^>]*tests="3" failures="0" [^>]*skipped="1"/);
  assert.match(text, /name="pool system" time="0">\s*<skipped message="virtual: no real node to look at"/);
});

test("a pool that has a node was looked at, whatever its tag says", () => {
  assert.equal(withSkippedPools(proof, [pool(poolOfNode, virtual)], undefined), proof);
});

test("asked for one pool alone, the others are not spoken of; a virtual one is not proven", () => {
  assert.equal(withSkippedPools(proof, [pool("system", virtual)], poolOfNode), proof);
  const nothing: Proof = { ...proof, verdict: "not proven", nodes: [], of: 0, reason: "none of those" };
  assert.deepEqual(withSkippedPools(nothing, [pool("system", virtual)], "system"), {
    ...nothing,
    skippedPools: ["system"],
    reason: "pool system skipped: virtual, no real node to look at",
    cure: "start the local Azure with --pool-node system=NODE",
  });
});
