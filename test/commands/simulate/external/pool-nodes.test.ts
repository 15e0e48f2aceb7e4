import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePoolNodes } from "../../../../src/commands/simulate/external/pool-nodes.js";

test("POOL=NODE, each pool and each node once", () => {
  assert.deepEqual(
    [...parsePoolNodes(["sandbox=worker-1", "more=a.b"])],
    [
      ["sandbox", "worker-1"],
      ["more", "a.b"],
    ],
  );
  const rows: readonly [texts: readonly string[], message: RegExp][] = [
    [["sandbox=a", "sandbox=b"], /^--pool-node names pool sandbox twice/],
    [["sandbox=a", "more=a"], /^--pool-node gives node a to two pools, sandbox and more$/],
    ...["sandbox", "sandbox=", "=a", "Sand_box=a", "a=b=c", "thirteencharsx=a"].map(
      (text) => [[text], /^--pool-node \S+ is no POOL=NODE with the name of a Linux pool$/] as [string[], RegExp],
    ),
  ];
  for (const [texts, message] of rows) assert.throws(() => parsePoolNodes(texts), { message, exitReason: "usage" });
});
