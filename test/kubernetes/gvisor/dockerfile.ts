/** What of a Dockerfile the tests build without Docker: one base, copied files, variables, an entry point. */
export interface Dockerfile {
  /** Of `COPY`: from the build's folder into the image. */
  readonly copies: readonly { readonly source: string; readonly target: string; readonly mode: number }[];
  readonly env: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
}

/** Reads it, and fails on every instruction that it does not know: what is built is the whole of what is written. */
export function readDockerfile(text: string): Dockerfile {
  const copies: Dockerfile["copies"][number][] = [];
  const env: Record<string, string> = {};
  let entrypoint: readonly string[] = [];
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  if (lines[0] !== "ARG BASE" || lines[1] !== "FROM ${BASE}")
    throw new Error(`it does not begin with its base: ${text}`);
  for (const line of lines.slice(2)) {
    const [, instruction = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    if (instruction === "COPY") copies.push(...readCopy(rest));
    else if (instruction === "ENV")
      Object.assign(env, Object.fromEntries(rest.split(" ").map((pair) => pair.split("="))));
    else if (instruction === "ENTRYPOINT") entrypoint = JSON.parse(rest) as readonly string[];
    else throw new Error(`not understood: ${line}`);
  }
  return { copies, env, entrypoint };
}

function readCopy(rest: string): Dockerfile["copies"] {
  const [, mode = "", files = "", folder = ""] = /^--chmod=(0\d{3}) (.+) (\/\S*\/|\/)$/.exec(rest) ?? [];
  if (folder === "") throw new Error(`not understood: COPY ${rest}`);
  return files
    .split(" ")
    .map((source) => ({ source, target: `${folder}${source}`.slice(1), mode: Number.parseInt(mode, 8) }));
}
