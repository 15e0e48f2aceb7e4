import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Context } from "../context.js";
import { usageError } from "../errors.js";

/** Which files make up a user's kubeconfig, and which of them gets what is new. */
export interface KubeconfigLocation {
  /** The file to write, absolute; it need not exist. */
  readonly file: string;
  /** All files that kubectl would read, in its order (an earlier one wins); `file` is one of them. */
  readonly all: readonly string[];
}

/**
 * The file that `kubectl config` would write a new entry to (client-go, `PathOptions.GetDefaultFilename`): the flag's; else of
 * `$KUBECONFIG` the only one, or of several the first that exists, or the last where none does; else `~/.kube/config`.
 * Throws `NoHomeFolder` (exit 2) where nothing says where that is.
 */
export async function locateKubeconfig(
  flag: string | undefined,
  { env, cwd }: Pick<Context, "env" | "cwd">,
): Promise<KubeconfigLocation> {
  if (flag !== undefined) {
    if (flag === "") throw usageError("InvalidKubeconfigPath", `--kubeconfig "" names no file`);
    const file = resolve(cwd, flag);
    return { file, all: [file] };
  }
  const listed = [...new Set((env["KUBECONFIG"] ?? "").split(delimiter).filter((part) => part !== ""))];
  const all = listed.map((part) => resolve(cwd, part));
  const last = all.at(-1);
  if (last !== undefined) return { file: (await firstThatExists(all)) ?? last, all };
  const home = env["HOME"] ?? env["USERPROFILE"];
  if (home === undefined || home === "") {
    throw usageError(
      "NoHomeFolder",
      "neither --kubeconfig, KUBECONFIG nor HOME says where the kubeconfig is",
      "name the file: --kubeconfig FILE",
    );
  }
  const file = resolve(cwd, join(home, ".kube", "config"));
  return { file, all: [file] };
}

async function firstThatExists(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    try {
      await access(file);
      return file;
    } catch {
      // The next one.
    }
  }
  return undefined;
}
