import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { play } from "../../kubernetes/scenario.js";
import { nodeScenarios } from "../../kubernetes/scenarios/pods.js";
import { scenarios } from "../../kubernetes/scenarios/scenarios.js";
import { simulatedCluster } from "../../kubernetes/simulated-cluster.js";
import type { TestedCluster } from "../../kubernetes/tested-cluster.js";

let cluster: TestedCluster;
before(async () => {
  cluster = await simulatedCluster();
});
after(() => cluster.close());

const folder = new URL("../../../../test/golden/kubernetes/", import.meta.url);
for (const scenario of [...scenarios, ...nodeScenarios])
  test(`as a real cluster: ${scenario.name}`, async () => {
    const recorded = readFileSync(new URL(`${scenario.name}.txt`, folder), "utf8");
    assert.equal(await play(scenario, cluster), recorded);
  });
