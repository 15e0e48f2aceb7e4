import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { assertGolden } from "../helpers/golden.js";
import { realCluster } from "./real-cluster.js";
import { play } from "./scenario.js";
import { kubectlScenarios } from "./scenarios/kubectl.js";
import { scenarios } from "./scenarios/scenarios.js";
import { simulatedCluster } from "./simulated-cluster.js";
import type { TestedCluster } from "./tested-cluster.js";

const folder = new URL("../../../test/golden/kubernetes/", import.meta.url);
let cluster: TestedCluster;
before(async () => {
  cluster = await realCluster();
});
after(() => cluster.close());

/** The transcripts are written down from here (`UPDATE_GOLDEN=1`), never from the local Azure. */
for (const scenario of [...scenarios, ...kubectlScenarios])
  test(`a real cluster: ${scenario.name}`, async () => {
    await assertGolden(await play(scenario, cluster), `test/golden/kubernetes/${scenario.name}.txt`);
  });

// With kubectl's many processes these are too slow for `npm test`; what is compared is the same.
for (const scenario of kubectlScenarios)
  test(`the local Azure's: ${scenario.name}`, async (t) => {
    const simulated = await simulatedCluster();
    t.after(() => simulated.close());
    const recorded = readFileSync(new URL(`${scenario.name}.txt`, folder), "utf8");
    assert.equal(await play(scenario, simulated), recorded);
  });
