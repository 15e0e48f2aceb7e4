import { readFile } from "node:fs/promises";
import type { KubernetesTarget } from "../context.js";
import { CliError, usageError } from "../errors.js";
import { isJsonObject, type JsonObject, stringAt } from "../json.js";
import { parseKubeconfig } from "./kubeconfig-document.js";
import { findEntry } from "./kubeconfig-entry.js";

/** Where an API server is and how to get in. */
export interface ServerAccess {
  /** Without a slash at the end. */
  readonly server: string;
  readonly proxyUrl: string | undefined;
  readonly caPem: string | undefined;
  readonly tls: {
    readonly cert?: string;
    readonly key?: string;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
  };
  /** The `Authorization` header for the next request; undefined = none. */
  authorization(): Promise<string | undefined>;
}

/**
 * Reads the context out of a kubeconfig. Certificates and tokens that stand in it are used as they are; a credential plugin
 * (`exec`) is run by @kubernetes/client-node, which is loaded only then, and not at all when `target.token`
 * gives our own token. Throws `KubeContextNotFound` (exit 2), `CredentialPluginFailed` (exit 4).
 */
export async function readTarget(target: KubernetesTarget): Promise<ServerAccess> {
  const { value } = parseKubeconfig(target.kubeconfig, "the kubeconfig");
  const contextName = target.contextName ?? value.currentContext;
  const context = findEntry([value], "contexts", contextName);
  const cluster = findEntry([value], "clusters", stringAt(context?.content, "cluster"))?.content;
  const user = findEntry([value], "users", stringAt(context?.content, "user"))?.content ?? {};
  const server = stringAt(cluster, "server");
  if (cluster === undefined || server === undefined || !/^https?:\/\//.test(server) || !URL.canParse(server)) {
    const names = value.contexts.map(({ name }) => name).join(", ");
    throw usageError(
      "KubeContextNotFound",
      contextName === ""
        ? "the kubeconfig has no current context"
        : `the kubeconfig leads from context "${contextName}" to no server`,
      names === "" ? undefined : `choose one of its contexts: ${names}`,
    );
  }
  const servername = stringAt(cluster, "tls-server-name");
  const insecure = cluster["insecure-skip-tls-verify"] === true;
  const caPem = await dataOrFile(cluster, "certificate-authority");
  const base = {
    server: server.replace(/\/+$/, ""),
    proxyUrl: stringAt(cluster, "proxy-url"),
    caPem,
  };
  const common = {
    ...(servername === undefined ? {} : { servername }),
    ...(insecure ? { rejectUnauthorized: false } : {}),
  };
  const { token } = target;
  if (token !== undefined) return { ...base, tls: common, authorization: async () => `Bearer ${await token()}` };
  const exec = user["exec"];
  if (isJsonObject(exec)) {
    const plugin = await loadPlugin(stringAt(context?.content, "user") ?? "", exec);
    return { ...base, tls: { ...common, ...plugin.tls }, authorization: plugin.authorization };
  }
  const cert = await dataOrFile(user, "client-certificate");
  const key = await dataOrFile(user, "client-key");
  return {
    ...base,
    tls: { ...common, ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) },
    authorization: () => ownAuthorization(user),
  };
}

async function ownAuthorization(user: JsonObject): Promise<string | undefined> {
  const file = stringAt(user, "tokenFile");
  const token = stringAt(user, "token") ?? (file === undefined ? undefined : (await readFile(file, "utf8")).trim());
  if (token !== undefined) return `Bearer ${token}`;
  const name = stringAt(user, "username");
  if (name === undefined) return undefined;
  return `Basic ${Buffer.from(`${name}:${stringAt(user, "password") ?? ""}`).toString("base64")}`;
}

async function dataOrFile(content: JsonObject, key: string): Promise<string | undefined> {
  const data = stringAt(content, `${key}-data`);
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const file = stringAt(content, key);
  try {
    return file === undefined ? undefined : await readFile(file, "utf8");
  } catch (error) {
    throw usageError(
      "KubeconfigUnreadable",
      `the kubeconfig names ${file ?? ""} as ${key}, which cannot be read: ${firstLine(error)}`,
    );
  }
}

async function loadPlugin(name: string, exec: JsonObject): Promise<Pick<ServerAccess, "tls" | "authorization">> {
  const { ExecAuth } = await import("@kubernetes/client-node/dist/exec_auth.js");
  const plugin = new ExecAuth();
  const ask = async () => {
    try {
      const options: { headers?: Record<string, string>; cert?: string; key?: string } = {};
      await plugin.applyAuthentication({ name, exec }, options);
      return options;
    } catch (error) {
      const command = stringAt(exec, "command") ?? "the kubeconfig's credential plugin";
      throw new CliError("CredentialPluginFailed", `${command} gave no credential: ${firstLine(error)}`, {
        exitReason: "notAllowed",
        hint: "install it, or sign in again (for kubelogin: kubelogin convert-kubeconfig -l azurecli)",
      });
    }
  };
  const first = await ask();
  return {
    tls: {
      ...(first.cert === undefined ? {} : { cert: first.cert }),
      ...(first.key === undefined ? {} : { key: first.key }),
    },
    authorization: async () => (await ask()).headers?.["Authorization"],
  };
}

/** Anything shaped like a signed token is left out. */
function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.trim().split("\n", 1)[0] ?? "").replace(/eyJ[\w-]+\.[\w-]+\.[\w-]*/g, "REDACTED");
}
