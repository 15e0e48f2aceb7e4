/** Lays out rows as a left column and a right one that is broken at words, indented by two. For texts of help. */
export function twoColumns(rows: readonly (readonly [string, string])[], widthColumns = 100): string {
  const left = Math.max(...rows.map(([name]) => name.length)) + 4;
  return rows
    .map(([name, text]) => {
      const [first = "", ...rest] = breakLines(text, widthColumns - left);
      return [`  ${name}`.padEnd(left) + first, ...rest.map((line) => " ".repeat(left) + line)].join("\n");
    })
    .join("\n");
}

/** Breaks a text at spaces into lines of at most `widthColumns`; a longer word gets a line of its own. */
export function breakLines(text: string, widthColumns: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= widthColumns)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
