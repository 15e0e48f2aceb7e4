import type { Context } from "../context.js";
import { CliError } from "../errors.js";
import { type EntryKind, type KubeconfigDocument, parseKubeconfig } from "./kubeconfig-document.js";
import { putCurrentContext, removeEntry } from "./kubeconfig-edit.js";
import { findEntry, sameJson } from "./kubeconfig-entry.js";
import { type KubeconfigFile, readKubeconfigFile, writeKubeconfigFile } from "./kubeconfig-file.js";
import type { KubeconfigLocation } from "./kubeconfig-location.js";
import { withKubeconfigLocks } from "./kubeconfig-lock.js";
import { lockedPaths, reparse } from "./merge-kubeconfig.js";

export interface RemoveOptions {
  readonly location: KubeconfigLocation;
  readonly contextName: string;
  /** Remove only a context of this user (`clusterUser_<group>_<cluster>`); undefined = whatever its user. */
  readonly userName: string | undefined;
}

export type RemoveResult =
  | { readonly status: "unchanged"; readonly contextName: string }
  | {
      readonly status: "changed";
      readonly file: string;
      readonly contextName: string;
      /** What went away: `context NAME`, `cluster NAME`, `user NAME`, `current-context`. */
      readonly removed: readonly string[];
    }
  | {
      readonly status: "printed";
      readonly file: string;
      readonly contextName: string;
      readonly reason: string;
      readonly hint: string;
    };

/**
 * Removes a context from the first file that has it, and its cluster and user unless another context uses them. A
 * current-context that pointed there is cleared: kubectl's `delete-context` leaves it dangling and warns. Throws as
 * `mergeKubeconfig` does, and `KubeconfigEntryNotOurs` (exit 5) where the context belongs to another user than asked.
 */
export async function removeFromKubeconfig(
  options: RemoveOptions,
  { clock }: Pick<Context, "clock">,
  signal: AbortSignal,
): Promise<RemoveResult> {
  const first = await plan(options);
  if (first.result.status !== "changed") return first.result;
  return await withKubeconfigLocks(await lockedPaths(options.location), clock, signal, async () => {
    const { writes, result } = await plan(options);
    for (const { file, text } of writes) await writeKubeconfigFile(file, text);
    return result;
  });
}

interface OpenFile {
  readonly file: KubeconfigFile;
  readonly document: KubeconfigDocument;
}

interface Plan {
  readonly writes: readonly { readonly file: KubeconfigFile; readonly text: string }[];
  readonly result: RemoveResult;
}

async function plan({ location, contextName, userName }: RemoveOptions): Promise<Plan> {
  const files: OpenFile[] = [];
  for (const path of location.all) {
    const file = await readKubeconfigFile(path);
    files.push({ file, document: parseKubeconfig(file.text, path) });
  }
  const home = files.find(({ document }) => findEntry([document.value], "contexts", contextName) !== undefined);
  const context = findEntry(home === undefined ? [] : [home.document.value], "contexts", contextName);
  if (home === undefined || context === undefined) return { writes: [], result: { status: "unchanged", contextName } };
  if (userName !== undefined && context.content["user"] !== userName) {
    throw new CliError(
      "KubeconfigEntryNotOurs",
      `context ${contextName} in ${home.file.path} is not that of user ${userName}`,
      {
        exitReason: "refused",
        hint: `if it shall go all the same: kubectl config delete-context ${contextName}`,
      },
    );
  }
  const others = files.flatMap(({ document }) => document.value.contexts).filter((one) => one !== context);
  const isUnused = (key: "cluster" | "user") => !others.some((one) => one.content[key] === context.content[key]);
  const targets: (readonly [EntryKind, unknown])[] = [
    ["contexts", contextName],
    ...(isUnused("cluster") ? [["clusters", context.content["cluster"]] as const] : []),
    ...(isUnused("user") ? [["users", context.content["user"]] as const] : []),
  ];
  const staysDefined = others.some(({ name }) => name === contextName);
  const removed: string[] = [];
  const writes = [];
  for (const { file, document } of files) {
    const clears = document.value.currentContext === contextName && !staysDefined;
    const mine = file === home.file ? targets : [];
    const change = shrink(document, mine, clears);
    if (change === undefined) return untouched(file.path, contextName, document.uneditable);
    removed.push(...change.removed);
    if (change.text !== file.text) writes.push({ file, text: change.text });
  }
  return { writes, result: { status: "changed", file: home.file.path, contextName, removed } };
}

function untouched(file: string, contextName: string, reason: string | undefined): Plan {
  const hint = `remove it by kubectl, which writes the whole file anew: kubectl config delete-context ${contextName}`;
  const why = reason ?? "its layout offers no way to take the entry out";
  return { writes: [], result: { status: "printed", file, contextName, reason: why, hint } };
}

/** Undefined where the new text would not say exactly what it should. */
function shrink(
  start: KubeconfigDocument,
  targets: readonly (readonly [EntryKind, unknown])[],
  clearsCurrent: boolean,
): { readonly text: string; readonly removed: readonly string[] } | undefined {
  const present = targets.flatMap(([kind, name]) =>
    typeof name === "string" && findEntry([start.value], kind, name) !== undefined ? [{ kind, name }] : [],
  );
  const removed = [
    ...present.map(({ kind, name }) => `${kind.slice(0, -1)} ${name}`),
    ...(clearsCurrent ? ["current-context"] : []),
  ];
  if (removed.length === 0) return { text: start.text, removed };
  if (start.uneditable !== undefined) return undefined;
  let document = start;
  const steps = [
    ...present.map(
      ({ kind, name }) =>
        () =>
          removeEntry(document, kind, name),
    ),
    ...(clearsCurrent ? [() => putCurrentContext(document, "")] : []),
  ];
  for (const step of steps) {
    const text = step();
    const next = text === undefined ? undefined : reparse(text);
    if (next === undefined) return undefined;
    document = next;
  }
  const expected: Record<string, unknown> = { ...start.value.whole };
  for (const { kind, name } of present) {
    const index = start.value[kind].findIndex((one) => one.name === name);
    const list: unknown = start.value.whole[kind];
    if (Array.isArray(list)) expected[kind] = list.filter((_item, at) => at !== index);
  }
  if (clearsCurrent) expected["current-context"] = "";
  return sameJson(document.value.whole, expected) ? { text: document.text, removed } : undefined;
}
