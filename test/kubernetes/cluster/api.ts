import { readFileSync } from "node:fs";
import { request } from "node:https";
import { parse } from "yaml";
import { jsonAt, listOf, stringAt } from "../../../src/json.js";

export interface ApiAnswer {
  readonly status: number;
  /** Parsed JSON, else the text. */
  readonly body: unknown;
}
export type CallApi = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<ApiAnswer>;

/** Calls the API server of a kubeconfig (of this folder's kind) as its user; a body is sent as JSON. */
export function apiOf(kubeconfigFile: string): CallApi {
  const config: unknown = parse(readFileSync(kubeconfigFile, "utf8"));
  const cluster = jsonAt(listOf(jsonAt(config, "clusters"))[0], "cluster");
  const user = jsonAt(listOf(jsonAt(config, "users"))[0], "user");
  const pem = (value: unknown, key: string) => Buffer.from(stringAt(value, key) ?? "", "base64");
  const tls = {
    ca: pem(cluster, "certificate-authority-data"),
    cert: pem(user, "client-certificate-data"),
    key: pem(user, "client-key-data"),
  };
  return (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(path, stringAt(cluster, "server"));
      const all = { "content-type": "application/json", accept: "application/json", ...headers };
      const sent = request(url, { method, headers: all, timeout: 10_000, agent: false, ...tls }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.once("error", reject).once("end", () => {
          resolve({ status: answer.statusCode ?? 0, body: parsed(text) });
        });
      });
      sent.once("error", reject).once("timeout", () => sent.destroy(new Error("no answer within 10 s")));
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
