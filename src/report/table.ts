/**
 * Lays out rows under upper-case headings in aligned columns, two spaces apart, as kubectl and az do. Cells hold plain
 * text. With a width, lines are cut to it (a terminal); without one nothing is ever cut (a file or a pipe).
 */
export function formatTable(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string {
  const all = [headings.map((heading) => heading.toUpperCase()), ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const lines = all.map((row) =>
    widths
      .map((columns, column) => (row[column] ?? "").padEnd(columns))
      .join("  ")
      .trimEnd(),
  );
  return `${lines.map((line) => cut(line, width)).join("\n")}\n`;
}

/** Lines of `label: value` with the values aligned; a field without a value is left out. */
export function formatFields(fields: readonly (readonly [label: string, value: string | undefined])[]): string {
  const labelWidth = Math.max(0, ...fields.map(([label]) => label.length)) + 2;
  return fields
    .flatMap(([label, value]) => (value === undefined ? [] : [`${`${label}:`.padEnd(labelWidth)}${value}\n`]))
    .join("");
}

function cut(line: string, width: number | undefined): string {
  return width === undefined || line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
