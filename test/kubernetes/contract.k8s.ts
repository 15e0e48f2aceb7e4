import { after, test } from "node:test";
import { contract } from "./contract.js";
import { realCluster } from "./real-cluster.js";
import { workloadContract } from "./workload-contract.js";

const cluster = await realCluster();
after(() => cluster.close());

for (const { title, run } of [...contract, ...workloadContract])
  test(`a real API server: ${title}`, () => run(cluster.call));
