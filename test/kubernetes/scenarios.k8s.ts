import { after, before, test } from "node:test";
import { assertGolden } from "../helpers/golden.js";
import { realCluster } from "./real-cluster.js";
import { play } from "./scenario.js";
import { scenarios } from "./scenarios/scenarios.js";
import type { TestedCluster } from "./tested-cluster.js";

let cluster: TestedCluster;
before(async () => {
  cluster = await realCluster();
});
after(() => cluster.close());

/** The transcripts are written down from here (`UPDATE_GOLDEN=1`), never from the local Azure. */
for (const scenario of scenarios)
  test(`a real cluster: ${scenario.name}`, async () => {
    await assertGolden(await play(scenario, cluster), `test/golden/kubernetes/${scenario.name}.txt`);
  });
