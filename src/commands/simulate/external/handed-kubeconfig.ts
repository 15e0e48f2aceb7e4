import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import { usageError } from "../../../errors.js";
import { stringAt, type JsonObject } from "../../../json.js";
import { parseKubeconfig } from "../../../kubernetes/kubeconfig-document.js";
import { findEntry } from "../../../kubernetes/kubeconfig-entry.js";

/** How to reach a real cluster, without the names that its kubeconfig gives it. Holds secrets. */
export interface ExternalAccess {
  readonly cluster: JsonObject;
  readonly user: JsonObject;
}

/** Keys that name a file, and those that hold the same text in base64 (a token: as it is). */
const fileKeys = [
  ["certificate-authority", "certificate-authority-data"],
  ["client-certificate", "client-certificate-data"],
  ["client-key", "client-key-data"],
  ["tokenFile", "token"],
] as const;

/** The current context of a kubeconfig, with the files that it names read into it: it is handed to other folders. */
export async function readExternalAccess(kubeconfig: string): Promise<ExternalAccess> {
  const { value } = parseKubeconfig(kubeconfig, "the kubeconfig");
  const context = findEntry([value], "contexts", value.currentContext)?.content;
  const cluster = findEntry([value], "clusters", stringAt(context, "cluster"))?.content ?? {};
  const user = findEntry([value], "users", stringAt(context, "user"))?.content ?? {};
  return { cluster: await withoutFiles(cluster), user: await withoutFiles(user) };
}

async function withoutFiles(content: JsonObject): Promise<JsonObject> {
  const result: Record<string, JsonObject[string]> = { ...content };
  for (const [key, dataKey] of fileKeys) {
    const file = stringAt(content, key);
    if (file === undefined) continue;
    Reflect.deleteProperty(result, key);
    result[dataKey] ??= await readText(file, key);
  }
  return result;
}

async function readText(file: string, key: string): Promise<string> {
  try {
    const text = await readFile(file);
    return key === "tokenFile" ? text.toString("utf8").trim() : text.toString("base64");
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : "it cannot be read";
    throw usageError("KubeconfigUnreadable", `the kubeconfig names ${file} as ${key}, which cannot be read: ${why}`);
  }
}

/** The same cluster and user by the names that AKS gives them: context `<name>`, or `<name>-admin`. */
export function handedKubeconfig(
  { cluster, user }: ExternalAccess,
  { name, resourceGroup }: { readonly name: string; readonly resourceGroup: string },
  role: "User" | "Admin",
): string {
  const userName = `cluster${role}_${resourceGroup}_${name}`;
  const context = role === "Admin" ? `${name}-admin` : name;
  const document = {
    apiVersion: "v1",
    clusters: [{ cluster, name }],
    contexts: [{ context: { cluster: name, user: userName }, name: context }],
    "current-context": context,
    kind: "Config",
    preferences: {},
    users: [{ name: userName, user }],
  };
  // As AKS writes it.
  return stringify(document, { lineWidth: 0, indentSeq: false });
}
