import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from "yaml";
import { isJsonObject, jsonAt, type JsonObject } from "../json.js";
import { invalidKubeconfig } from "./kubeconfig-fault.js";

export type EntryKind = "clusters" | "contexts" | "users";
export const entryKinds = ["clusters", "contexts", "users"] as const;
/** The key beside `name` in an entry of each list. */
export const entryKey = { clusters: "cluster", contexts: "context", users: "user" } as const;

/** What a kubeconfig says. */
export interface KubeconfigValue {
  readonly clusters: readonly NamedEntry[];
  readonly contexts: readonly NamedEntry[];
  readonly users: readonly NamedEntry[];
  /** Empty string where there is none. */
  readonly currentContext: string;
  /** The whole file as plain data, for the check after an edit. */
  readonly whole: JsonObject;
}

export interface NamedEntry {
  readonly name: string;
  /** What is under `cluster`, `context` or `user`. */
  readonly content: JsonObject;
}

export interface KubeconfigDocument {
  readonly text: string;
  readonly value: KubeconfigValue;
  /** Undefined for a file without content (empty, or comments alone). */
  readonly root: YAMLMap | undefined;
  /** Why the file cannot be changed without touching other bytes; undefined where it can. */
  readonly uneditable: string | undefined;
}

/** Throws `KubeconfigInvalid` (exit 2) where kubectl could not read the text either. Messages quote none of the content. */
export function parseKubeconfig(text: string, file: string): KubeconfigDocument {
  const documents = parseAllDocuments(text, { keepSourceTokens: true, prettyErrors: false, logLevel: "silent" });
  const [document, second] = [...documents];
  const fault = document?.errors[0];
  if (fault !== undefined) {
    const line = text.slice(0, fault.pos[0]).split("\n").length;
    throw invalidKubeconfig(file, `line ${line}: ${fault.code.toLowerCase().replaceAll("_", " ")}`);
  }
  if (document === undefined || (isScalar(document.contents) && document.contents.value === null)) {
    return { text, value: noValue, root: undefined, uneditable: undefined };
  }
  const root = document.contents;
  if (!isMap(root)) throw invalidKubeconfig(file, "its top level is no mapping");
  const whole: unknown = document.toJS({ maxAliasCount: 1000 });
  if (!isJsonObject(whole)) throw invalidKubeconfig(file, "its top level is no mapping");
  const kind = whole["kind"];
  if (kind !== undefined && kind !== "Config") throw invalidKubeconfig(file, "its kind is not Config");
  const value = readValue(root, whole, file);
  return {
    text,
    value,
    root,
    uneditable: second === undefined ? (obstacle(document) ?? duplicateName(value)) : "it holds several YAML documents",
  };
}

const noValue: KubeconfigValue = { clusters: [], contexts: [], users: [], currentContext: "", whole: {} };

function readValue(root: YAMLMap, whole: JsonObject, file: string): KubeconfigValue {
  const [clusters, contexts, users] = entryKinds.map((kind) => readEntries(root, kind, file));
  const current = root.get("current-context", true);
  const currentContext = isScalar(current) && current.value !== null ? spelling(current) : "";
  return { clusters: clusters ?? [], contexts: contexts ?? [], users: users ?? [], currentContext, whole };
}

function readEntries(root: YAMLMap, kind: EntryKind, file: string): readonly NamedEntry[] {
  const list = root.get(kind, true);
  if (list === undefined || isAlias(list) || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) throw invalidKubeconfig(file, `${kind} is no list`);
  return list.items.map((item, index) => {
    if (!isMap(item)) throw invalidKubeconfig(file, `entry ${index + 1} of ${kind} is no mapping`);
    const name = item.get("name", true);
    const content = jsonAt(item.toJSON(), entryKey[kind]);
    return { name: isScalar(name) ? spelling(name) : "", content: isJsonObject(content) ? content : {} };
  });
}

/** A name such as `0123` is text for kubectl, whatever YAML takes it for. */
function spelling(scalar: { readonly value: unknown; readonly source?: string }): string {
  return typeof scalar.value === "string" ? scalar.value : (scalar.source ?? String(scalar.value));
}

/** What makes positions in the text ambiguous, or lets one place change what another says. */
function obstacle(document: Document): string | undefined {
  const found: string[] = [];
  visit(document, (_key, node) => {
    if (
      isAlias(node) ||
      (isCollection(node) && node.anchor !== undefined) ||
      (isScalar(node) && node.anchor !== undefined)
    )
      found.push("it uses anchors");
    else if (isNode(node) && node.tag !== undefined) found.push("it uses tags");
    else if (isPair(node) && isUnusualKey(node)) found.push("it uses merge keys or keys that are no plain words");
  });
  return found[0];
}

function isUnusualKey(pair: Pair): boolean {
  const explicit = pair.srcToken?.start.some(({ type }) => type === "explicit-key-ind") === true;
  return explicit || !isScalar(pair.key) || pair.key.value === "<<";
}

function duplicateName(value: KubeconfigValue): string | undefined {
  for (const kind of entryKinds) {
    const names = value[kind].map(({ name }) => name);
    if (names.includes("")) return `an entry of ${kind} has no name`;
    if (new Set(names).size < names.length) return `${kind} names an entry twice`;
  }
  return undefined;
}
