import { isMap, isNode, isScalar, isSeq, type Pair } from "yaml";

/** Offset of a node's first character; undefined where it has no place in the text. */
export function valueStart(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/**
 * Offset behind a node's last character. A block collection's own range reaches into the comments and blank lines behind it,
 * so its end is that of its last leaf.
 */
export function contentEnd(node: unknown): number | undefined {
  if (isMap(node) && node.flow !== true) {
    const last = node.items.at(-1);
    return last === undefined ? node.range?.[1] : (contentEnd(last.value) ?? offsetAfterColon(last));
  }
  if (isSeq(node) && node.flow !== true) return contentEnd(node.items.at(-1));
  if (isScalar(node) && node.range?.[0] === node.range?.[1]) return undefined;
  return isNode(node) ? node.range?.[1] : undefined;
}

/** The same, without the line ends and blanks that a block scalar ends with. */
export function inlineEnd(text: string, start: number, end: number): number {
  return start + text.slice(start, end).trimEnd().length;
}

export function offsetAfterColon(pair: Pair): number | undefined {
  const colon = pair.srcToken?.sep?.find(({ type }) => type === "map-value-ind");
  return colon === undefined ? undefined : colon.offset + colon.source.length;
}

/** A byte-order mark is no part of the first line. */
export function lineStart(text: string, offset: number): number {
  const start = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return start === 0 && text.startsWith("\uFEFF") ? 1 : start;
}

/**
 * Start of the line after the one where content ends (a block scalar ends at a line's start already). Undefined where more
 * than a comment follows on that line.
 */
export function nextLine(text: string, end: number): number | undefined {
  if (end > 0 && text[end - 1] === "\n") return end;
  const newline = text.indexOf("\n", end);
  const rest = text.slice(end, newline === -1 ? text.length : newline);
  if (!/^\s*(#[^\n]*)?$/.test(rest)) return undefined;
  return newline === -1 ? text.length : newline + 1;
}
