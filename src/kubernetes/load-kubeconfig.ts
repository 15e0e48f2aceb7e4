import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { stringify } from "yaml";
import type { Context } from "../context.js";
import { usageError } from "../errors.js";
import { type JsonObject, stringAt } from "../json.js";
import { entryKey, entryKinds, type NamedEntry, parseKubeconfig } from "./kubeconfig-document.js";
import { locateKubeconfig } from "./kubeconfig-location.js";

/**
 * The user's kubeconfig as kubectl sees it: the flag's file, else all of `$KUBECONFIG`, else `~/.kube/config`; of entries with
 * one name the first counts, relative paths are those of their file. Throws `NoKubeconfig` (exit 2) where no file is there.
 */
export async function loadKubeconfig(flag: string | undefined, parts: Pick<Context, "env" | "cwd">): Promise<string> {
  const { all } = await locateKubeconfig(flag, parts);
  const entries = { clusters: [], contexts: [], users: [] } as Record<(typeof entryKinds)[number], NamedEntry[]>;
  let currentContext = "";
  let isFound = false;
  for (const file of all) {
    const text = await readIfThere(file);
    if (text === undefined) continue;
    isFound = true;
    const { value } = parseKubeconfig(text, file);
    currentContext ||= value.currentContext;
    for (const kind of entryKinds) {
      const known = new Set(entries[kind].map(({ name }) => name));
      const added = value[kind].filter(({ name }) => !known.has(name));
      entries[kind].push(...added.map((entry) => ({ ...entry, content: withAbsolutePaths(entry.content, file) })));
    }
  }
  if (!isFound) {
    throw usageError(
      "NoKubeconfig",
      `there is no kubeconfig at ${all.join(", ")}`,
      "name a cluster of Azure with -g and -c, or a file with --kubeconfig",
    );
  }
  const lists = entryKinds.map((kind) => [
    kind,
    entries[kind].map(({ name, content }) => ({ name, [entryKey[kind]]: content })),
  ]);
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": currentContext,
    ...(Object.fromEntries(lists) as object),
  });
}

/** Keys whose values are paths, relative to their kubeconfig (client-go, `ResolveLocalPaths`). */
const pathKeys = ["certificate-authority", "client-certificate", "client-key", "tokenFile"];

function withAbsolutePaths(content: JsonObject, file: string): JsonObject {
  const paths = pathKeys.flatMap((key) => {
    const path = stringAt(content, key);
    return path === undefined || path === "" ? [] : [[key, resolve(dirname(file), path)] as const];
  });
  return { ...content, ...Object.fromEntries(paths) };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = stringAt(error, "code") ?? "";
    if (code === "ENOENT") return undefined;
    throw usageError("KubeconfigUnreadable", `${file} cannot be read: ${code}`, "name another file: --kubeconfig FILE");
  }
}
