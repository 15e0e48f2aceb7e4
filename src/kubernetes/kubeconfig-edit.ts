import { isMap, isScalar, isSeq, type Pair, stringify, type YAMLMap, type YAMLSeq } from "yaml";
import type { JsonObject } from "../json.js";
import { entryKey, type EntryKind, entryKinds, type KubeconfigDocument } from "./kubeconfig-document.js";
import { contentEnd, inlineEnd, lineStart, nextLine, offsetAfterColon, valueStart } from "./yaml-positions.js";

/**
 * Changes to a kubeconfig's text, each of which splices bytes and leaves all others as they are: comments, order, flow style,
 * line ends. They return the new text; whoever calls them checks by reading it again that it says what it should.
 * Undefined = the text is laid out in a way that offers no safe place.
 */
export type TextChange = string | undefined;

/** Adds the entry, or puts it in the place of the one with its name. */
export function putEntry(document: KubeconfigDocument, kind: EntryKind, name: string, content: JsonObject): TextChange {
  const { root, text } = document;
  const entry = { [entryKey[kind]]: content, name };
  if (root === undefined) return undefined;
  const pair = pairOf(root, kind);
  if (pair === undefined) return addKey(document, root, kind, [entry], () => listLines(document, kind, entry));
  const list = pair.value;
  if (!isSeq(list) || list.items.length === 0) return fillList(document, root, pair, kind, entry);
  const index = document.value[kind].findIndex((one) => one.name === name);
  const item = list.items[index === -1 ? list.items.length - 1 : index];
  const start = valueStart(item);
  const end = contentEnd(item);
  if (start === undefined || end === undefined) return undefined;
  if (index !== -1) {
    const isFlow = isMap(item) && item.flow === true;
    const indent = start - lineStart(text, start);
    const lines = isFlow ? [inlineJson(entry)] : blockLines(entry);
    return splice(text, start, inlineEnd(text, start, end), lines.join(eolOf(text) + " ".repeat(indent)));
  }
  if (list.flow === true) return splice(text, end, end, flowSeparator(text, start) + inlineJson(entry));
  const dash = dashOf(list, list.items.length - 1);
  const at = nextLine(text, end);
  if (dash === undefined || at === undefined) return undefined;
  return appendLines(text, at, itemLines(entry, " ".repeat(dash - lineStart(text, dash))));
}

/** Removes the entry; a list that becomes empty stays as `[]`. */
export function removeEntry(document: KubeconfigDocument, kind: EntryKind, name: string): TextChange {
  const { root, text } = document;
  const index = document.value[kind].findIndex((one) => one.name === name);
  const pair = root === undefined ? undefined : pairOf(root, kind);
  const list = pair?.value;
  if (pair === undefined || !isSeq(list) || index === -1) return text;
  const end = contentEnd(list.items[index]);
  const start = valueStart(list.items[index]);
  if (start === undefined || end === undefined) return undefined;
  if (list.flow === true) return removeFlowItem(text, list, index, start, end);
  const dash = dashOf(list, index);
  const to = nextLine(text, end);
  const colon = offsetAfterColon(pair);
  if (dash === undefined || to === undefined || colon === undefined) return undefined;
  const from = lineStart(text, dash);
  if (text.slice(from, dash).trim() !== "") return undefined;
  const shorter = splice(text, from, to, "");
  return list.items.length > 1 ? shorter : splice(shorter, colon, colon, " []");
}

/** Sets `current-context`; the empty string clears it, written as kubectl writes it. */
export function putCurrentContext(document: KubeconfigDocument, name: string): TextChange {
  const { root, text } = document;
  const written = document.root?.flow === true ? JSON.stringify(name) : scalarText(name);
  if (root === undefined) return undefined;
  const pair = pairOf(root, "current-context");
  if (pair === undefined) return addKey(document, root, "current-context", name, () => [`current-context: ${written}`]);
  const colon = offsetAfterColon(pair);
  const start = valueStart(pair.value);
  const end = contentEnd(pair.value);
  if (colon === undefined || start === undefined || !isScalar(pair.value)) return undefined;
  if (end === undefined) return splice(text, colon, colon, ` ${written}`);
  return splice(text, start, inlineEnd(text, start, end), written);
}

/** The text with an empty kubeconfig behind it, for a file without content (but perhaps with comments). */
export function startKubeconfig(text: string): string {
  const keys = ["apiVersion: v1", "clusters: []", "contexts: []", 'current-context: ""', "kind: Config", "users: []"];
  return appendLines(text, text.length, keys);
}

function pairOf(root: YAMLMap, key: string): Pair | undefined {
  return root.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Gives a list that is there but empty (`[]`, `null`, nothing at all) its first entry. */
function fillList(
  document: KubeconfigDocument,
  root: YAMLMap,
  pair: Pair,
  kind: EntryKind,
  entry: JsonObject,
): TextChange {
  const { text } = document;
  const colon = offsetAfterColon(pair);
  if (colon === undefined) return undefined;
  const end = contentEnd(pair.value) ?? colon;
  if (text.slice(colon, end).includes("#")) return undefined;
  if (root.flow === true) return splice(text, colon, end, ` [${inlineJson(entry)}]`);
  const bare = splice(text, colon, end, "");
  const at = nextLine(bare, colon);
  return at === undefined ? undefined : appendLines(bare, at, listLines(document, kind, entry).slice(1));
}

function addKey(
  document: KubeconfigDocument,
  root: YAMLMap,
  key: string,
  value: unknown,
  lines: () => readonly string[],
): TextChange {
  const { text } = document;
  const last = root.items.at(-1);
  if (root.flow === true) {
    const member = `${JSON.stringify(key)}: ${inlineJson(value)}`;
    const open = valueStart(root);
    if (last === undefined) return open === undefined ? undefined : splice(text, open + 1, open + 1, member);
    const end = contentEnd(last.value);
    const start = valueStart(last.key);
    if (end === undefined || start === undefined) return undefined;
    return splice(text, end, end, flowSeparator(text, start) + member);
  }
  const end = last === undefined ? undefined : (contentEnd(last.value) ?? offsetAfterColon(last));
  const start = valueStart(root);
  const at = end === undefined ? undefined : nextLine(text, end);
  if (at === undefined || start === undefined) return undefined;
  const indent = " ".repeat(start - lineStart(text, start));
  return appendLines(
    text,
    at,
    lines().map((line) => indent + line),
  );
}

function removeFlowItem(text: string, list: YAMLSeq, index: number, start: number, end: number): TextChange {
  const before = contentEnd(list.items[index - 1]);
  const after = valueStart(list.items[index + 1]);
  const [from, to] =
    index > 0 && before !== undefined
      ? [before, end]
      : after !== undefined
        ? [start, after]
        : [start, commaAfter(text, end)];
  // What lies between two entries may be a comment, which is not ours to remove.
  if (text.slice(from, start).includes("#") || text.slice(end, to).includes("#")) return undefined;
  return splice(text, from, to, "");
}

function commaAfter(text: string, end: number): number {
  const comma = /^\s*,/.exec(text.slice(end));
  return end + (comma?.[0].length ?? 0);
}

/** What stands between two members of a flow collection: a line break where the first member began a line. */
function flowSeparator(text: string, start: number): string {
  const line = text.slice(lineStart(text, start), start);
  return line.trim() === "" && line !== "" ? `,${eolOf(text)}${line}` : ", ";
}

function dashOf(list: YAMLSeq, index: number): number | undefined {
  const token = list.srcToken;
  if (token?.type !== "block-seq") return undefined;
  return token.items[index]?.start.find(({ type }) => type === "seq-item-ind")?.offset;
}

/** A list with one entry, indented as the file's other lists are, and not at all (as kubectl does) where it has none. */
function listLines(document: KubeconfigDocument, kind: EntryKind, entry: JsonObject): readonly string[] {
  return [`${kind}:`, ...itemLines(entry, " ".repeat(listIndent(document)))];
}

function listIndent({ root, text }: KubeconfigDocument): number {
  for (const kind of entryKinds) {
    const list = root === undefined ? undefined : pairOf(root, kind)?.value;
    const dash = isSeq(list) ? dashOf(list, 0) : undefined;
    if (dash !== undefined) return dash - lineStart(text, dash);
  }
  return 0;
}

function itemLines(entry: JsonObject, indent: string): readonly string[] {
  return blockLines(entry).map((line, index) => `${indent}${index === 0 ? "- " : "  "}${line}`);
}

function blockLines(entry: JsonObject): readonly string[] {
  return yamlText(entry).trimEnd().split("\n");
}

/** The 1.1 schema quotes what kubectl's YAML reader would take for something else than text (`yes`, `012`, `1_000`). */
function yamlText(value: unknown): string {
  return stringify(value, { schema: "yaml-1.1", lineWidth: 0, indentSeq: false, blockQuote: false });
}

function scalarText(value: string): string {
  return yamlText(value).trimEnd();
}

/** JSON on one line, with the blanks that YAML wants after colons. */
function inlineJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inlineJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}: ${inlineJson(member)}`).join(", ")}}`;
}

function eolOf(text: string): string {
  return /\r?\n/.exec(text)?.[0] ?? "\n";
}

function appendLines(text: string, at: number, lines: readonly string[]): string {
  const eol = eolOf(text);
  const chunk = lines.join(eol);
  const atOpenEnd = at === text.length && text !== "" && !text.endsWith("\n");
  return splice(text, at, at, atOpenEnd ? eol + chunk : chunk + eol);
}

function splice(text: string, start: number, end: number, inserted: string): string {
  return text.slice(0, start) + inserted + text.slice(end);
}
