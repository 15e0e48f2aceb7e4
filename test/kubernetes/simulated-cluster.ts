import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runKubectl } from "../helpers/kubectl.js";
import { addNode, startKubernetesServer, type KubernetesServer } from "../helpers/kubernetes-server.js";
import { exchange, openWatch } from "./api-connection.js";
import type { TestedCluster } from "./tested-cluster.js";

/** The version that the real cluster of the suite has, too. */
const kubernetesVersion = "1.35.4";

/** One cluster of the local Azure with one ready node of two processors; its time runs 20 times as fast as the wall's. */
export async function simulatedCluster(): Promise<TestedCluster> {
  const server = await startKubernetesServer({ kubernetesVersion });
  const nodeName = "node-1";
  addNode(server, { name: nodeName, sandbox: "none", kubernetesVersion, vcpus: 2, labels: {} });
  server.advance(30_000);
  await pullImage(server);
  const ticking = setInterval(() => {
    server.advance(500);
  }, 25);
  const folder = mkdtempSync(join(tmpdir(), "aks-sandbox-simulated-"));
  const kubeconfigPath = join(folder, "config");
  writeFileSync(kubeconfigPath, server.kubeconfig, { mode: 0o600 });
  const agent = new Agent({ keepAlive: true, ca: server.caPem });
  const authorization = { authorization: `Bearer ${server.token}` };
  return {
    nodeName,
    kubeconfigPath,
    call: (method, path, body, headers = {}) =>
      exchange(`${server.url}${path}`, method, agent, { ...authorization, ...headers }, body),
    watch: (path) => openWatch(`${server.url}${path}`, new Agent({ ca: server.caPem }), authorization),
    kubectl: (args, input) => runKubectl(args, { KUBECONFIG: kubeconfigPath, HOME: folder }, input),
    async close() {
      clearInterval(ticking);
      agent.destroy();
      await server.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** The node gets the image that the real one has from the start. */
async function pullImage(server: KubernetesServer): Promise<void> {
  const pods = "/api/v1/namespaces/default/pods";
  const containers = [{ name: "c", image: "localhost/busybox:1", imagePullPolicy: "IfNotPresent", command: ["true"] }];
  const made = await server.call("POST", pods, {
    metadata: { name: "pulls" },
    spec: { restartPolicy: "Never", containers },
  });
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  server.advance(60_000);
  await server.call("DELETE", `${pods}/pulls?gracePeriodSeconds=0`);
}
