import type { Context } from "../context.js";
import { CliError } from "../errors.js";
import {
  entryKey,
  type EntryKind,
  type KubeconfigDocument,
  type KubeconfigValue,
  type NamedEntry,
  parseKubeconfig,
} from "./kubeconfig-document.js";
import { putCurrentContext, putEntry, startKubeconfig } from "./kubeconfig-edit.js";
import {
  entryWithoutSecrets,
  findEntry,
  type KubeconfigEntry,
  readKubeconfigEntry,
  sameJson,
  sameKubelogin,
  serverOf,
} from "./kubeconfig-entry.js";
import { type KubeconfigFile, readKubeconfigFile, writeKubeconfigFile } from "./kubeconfig-file.js";
import type { KubeconfigLocation } from "./kubeconfig-location.js";
import { withKubeconfigLocks } from "./kubeconfig-lock.js";

export interface MergeOptions {
  readonly location: KubeconfigLocation;
  /** The kubeconfig that Azure handed out. */
  readonly kubeconfig: string;
  /** Name for the context and the cluster; undefined = as Azure calls them: the cluster's name. */
  readonly contextName: string | undefined;
  /** Make it the current context also where there is another one. */
  readonly setCurrent: boolean;
  /** Replace entries of the same names that lead to another API server (`az`'s `--overwrite-existing`). */
  readonly overwrite: boolean;
}

export type MergeResult = MergedKubeconfig | PrintedKubeconfig;

export interface MergedKubeconfig {
  readonly status: "changed" | "unchanged";
  readonly file: string;
  readonly contextName: string;
  /** The current context of all files together, afterwards; empty where there is none. */
  readonly currentContext: string;
  /** What the user should know, one line each. */
  readonly notes: readonly string[];
}

/** The file could not be changed without touching bytes that are not ours; it was left alone. */
export interface PrintedKubeconfig {
  readonly status: "printed";
  readonly file: string;
  readonly contextName: string;
  readonly reason: string;
  /** The entry as YAML, secrets left out. */
  readonly entry: string;
  readonly hint: string;
}

/**
 * Brings a cluster into the user's kubeconfig: under kubectl's locks, in one atomic replacement, with every byte outside the
 * changed entries as it was. The current context changes only with `setCurrent`, or where no file sets one. Throws
 * `KubeconfigInvalid`, `KubeconfigUnreadable`, `KubeconfigNotWritable` (exit 2), `KubeconfigEntryExists` (exit 5) and
 * `KubeconfigLocked` (exit 7), each with nothing changed.
 */
export async function mergeKubeconfig(
  options: MergeOptions,
  { clock }: Pick<Context, "clock">,
  signal: AbortSignal,
): Promise<MergeResult> {
  const entry = readKubeconfigEntry(options.kubeconfig, options.contextName);
  const first = await plan(options, entry);
  if (first.result.status !== "changed") return first.result;
  return await withKubeconfigLocks(await lockedPaths(options.location), clock, signal, async () => {
    const { file, text, result } = await plan(options, entry);
    if (result.status === "changed") await writeKubeconfigFile(file, text);
    return result;
  });
}

/** Throws what the merge would throw for the files as they are now, and changes nothing. */
export async function checkMerge(options: MergeOptions): Promise<void> {
  await plan(options, readKubeconfigEntry(options.kubeconfig, options.contextName));
}

/**
 * The same before the cluster exists, when nobody knows its API server yet: the files must be readable, and no context or
 * cluster of that name may be there unless it may be overwritten. Throws `KubeconfigInvalid`, `KubeconfigUnreadable` (exit 2)
 * or `KubeconfigEntryExists` (exit 5).
 */
export async function checkKubeconfig(
  location: KubeconfigLocation,
  contextName: string,
  overwrite: boolean,
): Promise<void> {
  for (const path of location.all) {
    const { text } = await readKubeconfigFile(path);
    const { value } = parseKubeconfig(text, path);
    const kind = (["contexts", "clusters"] as const).find((each) =>
      value[each].some(({ name }) => name === contextName),
    );
    if (kind === undefined || overwrite) continue;
    throw new CliError(
      "KubeconfigEntryExists",
      `${path} has a ${kind === "contexts" ? "context" : "cluster"} ${contextName} already, which cannot be that of a cluster still to be made`,
      { exitReason: "refused", hint: "replace it with --overwrite-existing, or name the new one with --context NAME" },
    );
  }
}

/** kubectl locks the files that it was told of, by those names; another may have been told the link's end. */
export async function lockedPaths(location: KubeconfigLocation): Promise<readonly string[]> {
  const { target } = await readKubeconfigFile(location.file);
  return [...location.all, target];
}

interface Plan {
  readonly file: KubeconfigFile;
  readonly text: string;
  readonly result: MergeResult;
}

async function plan(options: MergeOptions, entry: KubeconfigEntry): Promise<Plan> {
  const { location, setCurrent } = options;
  const file = await readKubeconfigFile(location.file);
  const found = parseKubeconfig(file.text, location.file);
  const document = found.root === undefined ? parseKubeconfig(startKubeconfig(file.text), location.file) : found;
  const others = await readOthers(location);
  const all = [document.value, ...others];
  if (!options.overwrite) checkNotAnothers(all, entry, location.file);
  const wanted = keepOwnSettings(document.value, entry);
  const current = all.map((value) => value.currentContext).find((name) => name !== "") ?? "";
  const currentContext = setCurrent || current === "" ? wanted.context.name : current;
  const merged = {
    file: location.file,
    contextName: wanted.context.name,
    currentContext,
    notes: file.readableByOthers
      ? [`${location.file} is readable by others; make it private: chmod 600 '${location.file}'`]
      : [],
  };
  const isThere =
    (["cluster", "user", "context"] as const).every((part) =>
      sameJson(findEntry([document.value], `${part}s`, wanted[part].name)?.content, wanted[part].content),
    ) && currentContext === current;
  if (isThere) return { file, text: file.text, result: { status: "unchanged", ...merged } };
  const reason = document.uneditable;
  const text =
    reason === undefined ? edit(document, wanted, currentContext === current ? undefined : currentContext) : undefined;
  if (text !== undefined) return { file, text, result: { status: "changed", ...merged } };
  return {
    file,
    text: file.text,
    result: {
      status: "printed",
      file: location.file,
      contextName: wanted.context.name,
      reason: reason ?? "its layout offers no place for the entry",
      entry: entryWithoutSecrets(wanted),
      hint: "have the entry in a file of its own with --kubeconfig NEWFILE, and add that file to KUBECONFIG",
    },
  };
}

async function readOthers(location: KubeconfigLocation): Promise<readonly KubeconfigValue[]> {
  const values = [];
  for (const path of location.all) {
    if (path !== location.file) values.push(parseKubeconfig((await readKubeconfigFile(path)).text, path).value);
  }
  return values;
}

/** An entry of the same name belongs to us when it leads to the same API server. */
function checkNotAnothers(all: readonly KubeconfigValue[], entry: KubeconfigEntry, file: string): void {
  const ours = serverOf(entry.cluster);
  const leadsElsewhere = (clusterName: unknown) => {
    const cluster = findEntry(all, "clusters", typeof clusterName === "string" ? clusterName : undefined);
    return cluster !== undefined && serverOf(cluster) !== ours;
  };
  const [target] = all;
  const context = target?.contexts.find(({ name }) => name === entry.context.name);
  const usersContexts = all
    .flatMap((value) => value.contexts)
    .filter(({ content }) => content["user"] === entry.user.name);
  const clash = leadsElsewhere(entry.cluster.name)
    ? `a cluster named "${entry.cluster.name}" with another API server`
    : leadsElsewhere(context?.content["cluster"])
      ? `a context named "${entry.context.name}" for another API server`
      : usersContexts.some(({ content }) => leadsElsewhere(content["cluster"]))
        ? `a user named "${entry.user.name}" for another API server`
        : undefined;
  if (clash === undefined) return;
  throw new CliError("KubeconfigEntryExists", `${file} already has ${clash}`, {
    exitReason: "refused",
    hint: "keep both with --context OTHERNAME, or replace it with --overwrite-existing",
  });
}

/** What the user has set by hand stays: a context's namespace, a cluster's proxy, another way of signing in through kubelogin. */
function keepOwnSettings(value: KubeconfigValue, entry: KubeconfigEntry): KubeconfigEntry {
  const cluster = findEntry([value], "clusters", entry.cluster.name);
  const context = findEntry([value], "contexts", entry.context.name);
  const user = findEntry([value], "users", entry.user.name);
  const isSameServer = serverOf(cluster) === serverOf(entry.cluster);
  return {
    cluster: isSameServer ? combined(withoutTrust(cluster), entry.cluster) : entry.cluster,
    context: combined(context, entry.context),
    user: user !== undefined && sameKubelogin(user, entry.user) ? user : entry.user,
  };
}

function combined(existing: NamedEntry | undefined, incoming: NamedEntry): NamedEntry {
  return { name: incoming.name, content: { ...existing?.content, ...incoming.content } };
}

/** Azure's own statement of whom to trust replaces any other: kubectl refuses two. */
function withoutTrust(cluster: NamedEntry | undefined): NamedEntry | undefined {
  if (cluster === undefined) return undefined;
  const trust = ["certificate-authority", "certificate-authority-data", "insecure-skip-tls-verify"];
  const kept = Object.entries(cluster.content).filter(([key]) => !trust.includes(key));
  return { name: cluster.name, content: Object.fromEntries(kept) };
}

/** The new text, or undefined where it would not say exactly what it should. */
function edit(
  start: KubeconfigDocument,
  entry: KubeconfigEntry,
  currentContext: string | undefined,
): string | undefined {
  let document = start;
  const put = (kind: EntryKind, { name, content }: NamedEntry) =>
    sameJson(findEntry([start.value], kind, name)?.content, content)
      ? document.text
      : putEntry(document, kind, name, content);
  const steps = [
    () => put("clusters", entry.cluster),
    () => put("contexts", entry.context),
    () => put("users", entry.user),
    ...(currentContext === undefined ? [] : [() => putCurrentContext(document, currentContext)]),
  ];
  for (const step of steps) {
    const text = step();
    const next = text === undefined ? undefined : reparse(text);
    if (next === undefined) return undefined;
    document = next;
  }
  return sameJson(document.value.whole, expected(start.value, entry, currentContext)) ? document.text : undefined;
}

/** Undefined where an edit spoiled the text, which then is not written. */
export function reparse(text: string): KubeconfigDocument | undefined {
  try {
    return parseKubeconfig(text, "");
  } catch (error) {
    if (error instanceof CliError) return undefined;
    throw error;
  }
}

function expected(value: KubeconfigValue, entry: KubeconfigEntry, currentContext: string | undefined): object {
  const list = (kind: EntryKind, { name, content }: NamedEntry) => {
    const present: unknown = value.whole[kind];
    const items: readonly unknown[] = Array.isArray(present) ? present : [];
    const index = value[kind].findIndex((one) => one.name === name);
    const item = { name, [entryKey[kind]]: content };
    if (index === -1) return [...items, item];
    return sameJson(value[kind][index]?.content, content) ? items : items.map((one, at) => (at === index ? item : one));
  };
  return {
    ...value.whole,
    clusters: list("clusters", entry.cluster),
    contexts: list("contexts", entry.context),
    users: list("users", entry.user),
    ...(currentContext === undefined ? {} : { "current-context": currentContext }),
  };
}
