import { stringify } from "yaml";
import { CliError } from "../errors.js";
import { isJsonObject, type JsonObject, jsonAt, stringAt } from "../json.js";
import { type KubeconfigValue, type NamedEntry, parseKubeconfig } from "./kubeconfig-document.js";

/** What one cluster needs in a kubeconfig: an entry in each of the three lists. */
export interface KubeconfigEntry {
  readonly cluster: NamedEntry;
  readonly user: NamedEntry;
  readonly context: NamedEntry;
}

/**
 * The entry of the current context (or of the only one) in a kubeconfig that Azure handed out. With `contextName` the context
 * and the cluster are named so, as `az aks get-credentials --context` does; the user keeps its name, which carries the
 * resource group. Throws `KubeconfigFromAzureInvalid`.
 */
export function readKubeconfigEntry(kubeconfig: string, contextName: string | undefined): KubeconfigEntry {
  const { value } = parseKubeconfig(kubeconfig, "the kubeconfig from Azure");
  const context =
    value.contexts.find(({ name }) => name === value.currentContext) ??
    (value.contexts.length === 1 ? value.contexts[0] : undefined);
  const cluster = value.clusters.find(({ name }) => name === stringAt(context?.content, "cluster"));
  const user = value.users.find(({ name }) => name === stringAt(context?.content, "user"));
  if (context === undefined || cluster === undefined || user === undefined || serverOf(cluster) === undefined) {
    throw new CliError(
      "KubeconfigFromAzureInvalid",
      "the kubeconfig that Azure handed out has no context with a cluster and a user",
      { hint: "ask again, or look at it: az aks get-credentials --file -" },
    );
  }
  if (contextName === undefined) return { cluster, user, context };
  return {
    cluster: { ...cluster, name: contextName },
    user,
    context: { name: contextName, content: { ...context.content, cluster: contextName } },
  };
}

/** URL of a cluster entry's API server, in one spelling. */
export function serverOf(cluster: NamedEntry | undefined): string | undefined {
  const server = stringAt(cluster?.content, "server");
  if (server === undefined) return undefined;
  return URL.canParse(server) ? new URL(server).href.replace(/\/$/, "") : server;
}

/** Whether both users sign in through kubelogin to the same server application: then only the user's way of signing in differs. */
export function sameKubelogin(one: NamedEntry | undefined, other: NamedEntry): boolean {
  const id = kubeloginServer(one);
  return id !== undefined && id === kubeloginServer(other);
}

function kubeloginServer(user: NamedEntry | undefined): string | undefined {
  const command = stringAt(user?.content, "exec", "command");
  const args = jsonAt(user?.content, "exec", "args");
  if (command === undefined || !/(^|[\\/])kubelogin(\.exe)?$/.test(command) || !Array.isArray(args)) return undefined;
  const server: unknown = args[args.indexOf("--server-id") + 1];
  return typeof server === "string" ? server : undefined;
}

/** A kubeconfig of its own with the entry, with everything secret left out as `kubectl config view` does. */
export function entryWithoutSecrets(entry: KubeconfigEntry): string {
  return stringify(
    {
      apiVersion: "v1",
      clusters: [{ cluster: entry.cluster.content, name: entry.cluster.name }],
      contexts: [{ context: entry.context.content, name: entry.context.name }],
      "current-context": entry.context.name,
      kind: "Config",
      users: [{ name: entry.user.name, user: withoutSecrets(entry.user.content) }],
    },
    { schema: "yaml-1.1", lineWidth: 0, indentSeq: false },
  );
}

const secretFields: Readonly<Record<string, string>> = {
  "client-certificate-data": "DATA+OMITTED",
  "client-key-data": "DATA+OMITTED",
  token: "REDACTED",
  password: "REDACTED",
};

function withoutSecrets(content: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => [
      key,
      secretFields[key] ?? (key === "auth-provider" && isJsonObject(value) ? { ...value, config: "REDACTED" } : value),
    ]),
  );
}

/** Same data, whatever the order of keys. */
export function sameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

/** The first file that defines the entry counts, as for kubectl. */
export function findEntry(
  values: readonly KubeconfigValue[],
  kind: "clusters" | "contexts" | "users",
  name: string | undefined,
): NamedEntry | undefined {
  for (const value of values) {
    const found = value[kind].find((entry) => entry.name === name);
    if (found !== undefined) return found;
  }
  return undefined;
}
