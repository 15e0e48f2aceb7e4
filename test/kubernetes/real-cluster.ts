import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { parse } from "yaml";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { runKubectl } from "../helpers/kubectl.js";
import { exchange, openWatch } from "./api-connection.js";
import type { TestedCluster } from "./tested-cluster.js";

/**
 * Connects to the cluster of a kubeconfig, by default the one that `AKS_SANDBOX_TEST_KUBECONFIG` names, as
 * `npm run test:kubernetes` sets it.
 */
export async function realCluster(
  kubeconfigPath = process.env["AKS_SANDBOX_TEST_KUBECONFIG"] ?? "",
): Promise<TestedCluster> {
  if (kubeconfigPath === "")
    throw new Error("AKS_SANDBOX_TEST_KUBECONFIG names no cluster; npm run test:kubernetes brings one up and sets it");
  const { server, ca, cert, key } = adminOf(readFileSync(kubeconfigPath, "utf8"));
  const admin = new Agent({ keepAlive: true, ca, cert, key });
  // A client certificate is stronger than a token in a header: who brings one comes without the certificate.
  const bearer = new Agent({ keepAlive: true, ca });
  const nodes = await exchange(`${server}/api/v1/nodes`, "GET", admin, {});
  return {
    nodeName: stringAt(listOf(jsonAt(nodes.body, "items"))[0], "metadata", "name") ?? "",
    kubeconfigPath,
    call: (method, path, body, headers = {}) =>
      exchange(`${server}${path}`, method, headers["authorization"] === undefined ? admin : bearer, headers, body),
    watch: (path) => openWatch(`${server}${path}`, new Agent({ ca, cert, key }), {}),
    kubectl: (args, input) => runKubectl(args, { KUBECONFIG: kubeconfigPath }, input),
    close() {
      admin.destroy();
      bearer.destroy();
      return Promise.resolve();
    },
  };
}

function adminOf(text: string) {
  const config: unknown = parse(text);
  const cluster = jsonAt(listOf(jsonAt(config, "clusters"))[0], "cluster");
  const user = jsonAt(listOf(jsonAt(config, "users"))[0], "user");
  const pem = (of: unknown, name: string) => Buffer.from(stringAt(of, name) ?? "", "base64").toString("utf8");
  return {
    server: stringAt(cluster, "server") ?? "",
    ca: pem(cluster, "certificate-authority-data"),
    cert: pem(user, "client-certificate-data"),
    key: pem(user, "client-key-data"),
  };
}
