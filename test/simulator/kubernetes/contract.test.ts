import { after, before, test } from "node:test";
import { startKubernetesServer, type KubernetesServer } from "../../helpers/kubernetes-server.js";
import { contract } from "../../kubernetes/contract.js";
import { workloadContract } from "../../kubernetes/workload-contract.js";

let server: KubernetesServer;
before(async () => {
  server = await startKubernetesServer({ kubernetesVersion: "1.35.4" });
});
after(() => server.close());

for (const { title, run } of [...contract, ...workloadContract])
  test(`as a real API server: ${title}`, () => run((...request) => server.call(...request)));
