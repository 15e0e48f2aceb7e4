/**
 * A line broken between words so that none is longer than `width`, later lines indented; ends in a line break. A single
 * longer word stays whole, so that names and commands can be copied. Without a width it stays one line.
 */
export function wrap(text: string, width: number | undefined, indent: string): string {
  if (width === undefined) return `${text}\n`;
  const lead = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = lead;
  for (const word of text.slice(lead.length).split(" ")) {
    const isStart = line.trim() === "";
    if (!isStart && line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = isStart ? line + word : `${line} ${word}`;
  }
  return `${[...lines, line].join("\n")}\n`;
}

/** The same of a line that begins with `word`, which then gets its look. */
export function wrapAfter(
  word: string,
  look: (text: string) => string,
  text: string,
  width: number | undefined,
  indent: string,
): string {
  return look(word) + wrap(`${word} ${text}`, width, indent).slice(word.length);
}
