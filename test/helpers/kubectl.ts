import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Path of the real kubectl: `AKS_SANDBOX_KUBECTL`, else the one on PATH, else undefined. */
export function findKubectl(): string | undefined {
  const named = process.env["AKS_SANDBOX_KUBECTL"];
  if (named !== undefined && named !== "") return named;
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "kubectl")).find((path) => existsSync(path));
}

/** For the options of a test: skips it, with the reason, where there is no kubectl (with CI=true a skip fails the run). */
export const needsKubectl = { skip: findKubectl() === undefined ? "no kubectl on PATH" : false };

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real kubectl with nothing of this process's environment but PATH; `input` is its standard input. */
export async function runKubectl(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = "",
): Promise<KubectlResult> {
  const kubectl = findKubectl();
  if (kubectl === undefined) throw new Error("no kubectl");
  return await new Promise((resolve) => {
    const options = {
      env: { PATH: process.env["PATH"] ?? "", HOME: process.env["HOME"] ?? "", ...env },
      encoding: "utf8",
    } as const;
    const child = execFile(kubectl, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === "number" ? error.code : 1, stdout, stderr });
    });
    // One that reads nothing may be gone by now.
    child.stdin?.on("error", () => undefined).end(input);
  });
}
