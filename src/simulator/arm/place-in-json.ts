interface Level {
  readonly isObject: boolean;
  /** Of the member that is being read. */
  name: string | undefined;
}

/** Line and position behind the colon of the member at this path of names in a JSON text that was read; 1, 0 where it is not. */
export function placeOf(text: string, path: readonly string[]): { readonly line: number; readonly position: number } {
  const levels: Level[] = [];
  let last = "";
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}:,]/g)) {
    const level = levels.at(-1);
    if (token === "{" || token === "[") levels.push({ isObject: token === "{", name: undefined });
    else if (token === "}" || token === "]") levels.pop();
    else if (token === ":" && level?.isObject === true) {
      level.name = JSON.parse(last) as string;
      if (levels.length === path.length && levels.every(({ name }, depth) => name === path[depth])) {
        const before = text.slice(0, index + 1).split("\n");
        return { line: before.length, position: before.at(-1)?.length ?? 0 };
      }
    } else if (token.startsWith('"')) last = token;
  }
  return { line: 1, position: 0 };
}
