const uidPattern = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g;
const agePattern = "(?:<invalid>|\\d+[smhd](?:\\d+[smh])?)";

/**
 * A transcript without what tells one run or one cluster from another: given names, uids (numbered as they come), times,
 * versions of resources, addresses, ages and the widths of columns.
 */
export function comparable(text: string, named: readonly (readonly [string, string])[]): string {
  let result = text;
  for (const [own, name] of named) result = result.replaceAll(own, name);
  const uids: string[] = [];
  result = result
    .replace(uidPattern, (uid) => {
      if (!uids.includes(uid)) uids.push(uid);
      return `<uid ${uids.indexOf(uid) + 1}>`;
    })
    .replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "<time>")
    .replace(/(resourceVersion(?:\\*")?: ?)(?:\\*")?\d+(?:\\*")?/gi, "$1<version>")
    .replace(/(Resource Version: +)\d+/g, "$1<version>")
    .replace(/(ResourceVersion in record|current)(:? )\(?\d+\)?/g, "$1$2<version>")
    .replace(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?::\d+)?/g, "<address>");
  // The real server lists these mistakes in the random order of a map.
  result = result.replace(/(?:^ +\.\w+: expected .*\n)+/gm, (lines) => {
    const mistakes = lines.trimEnd().split("\n").sort();
    return `${mistakes.join("\n")}\n`;
  });
  return result.split("\n").map(withoutWidths).join("\n");
}

/** Of a line of a table: its cells two spaces apart, `<age>` for ages. */
function withoutWidths(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? "";
  const cells = line.trim().split(/\t| {2,}/);
  if (cells.length < 2) return line.replace(/ +$/, "");
  const whole = new RegExp(`^${agePattern}(?: ago)?(?: \\(x\\d+ over ${agePattern}\\))?$`);
  const inner = new RegExp(`\\(${agePattern} ago\\)`);
  return indent + cells.map((cell) => (whole.test(cell) ? "<age>" : cell.replace(inner, "(<age> ago)"))).join("  ");
}
