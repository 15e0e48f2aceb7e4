import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { parse } from "yaml";
import { jsonAt, listOf, stringAt } from "../../src/json.js";
import { runKubectl, type KubectlResult } from "../helpers/kubectl.js";
import type { CallApi } from "./contract.js";

/** The real cluster that a suite runs on, as its administrator. */
export interface RealCluster {
  /** Path of the administrator's kubeconfig, whose current context is the cluster's. */
  readonly kubeconfigPath: string;
  readonly call: CallApi;
  kubectl(args: readonly string[], input?: string): Promise<KubectlResult>;
  close(): void;
}

/** Connects to the cluster of the file that `AKS_SANDBOX_TEST_KUBECONFIG` names, as `npm run test:kubernetes` sets it. */
export function realCluster(): RealCluster {
  const kubeconfigPath = process.env["AKS_SANDBOX_TEST_KUBECONFIG"] ?? "";
  if (kubeconfigPath === "")
    throw new Error("AKS_SANDBOX_TEST_KUBECONFIG names no cluster; npm run test:kubernetes brings one up and sets it");
  const { server, ca, cert, key } = adminOf(readFileSync(kubeconfigPath, "utf8"));
  const agent = new Agent({ keepAlive: true, ca, cert, key });
  return {
    kubeconfigPath,
    call: (method, path, body, headers) =>
      // A client certificate is stronger than a token in a header: who brings one comes without the certificate.
      exchange(`${server}${path}`, method, body, {
        agent: headers?.["authorization"] === undefined ? agent : new Agent({ ca }),
        headers: { "content-type": "application/json", ...headers },
      }),
    kubectl: (args, input) => runKubectl(args, { KUBECONFIG: kubeconfigPath }, input),
    close() {
      agent.destroy();
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

function exchange(url: string, method: string, body: unknown, options: RequestOptions): ReturnType<CallApi> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString("utf8");
        const isJson = response.headers["content-type"] === "application/json" && !/^\{"type":"[A-Z]+"/.test(text);
        resolve({ status: response.statusCode ?? 0, body: isJson ? (JSON.parse(text) as unknown) : text });
      });
      response.on("error", reject);
    });
    request.on("error", reject);
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    request.setHeader("content-length", Buffer.byteLength(text));
    request.end(text);
  });
}
