import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { cliPath } from "./run-cli.js";

/** What `simulate -o json` prints when it is ready. */
export interface Ready {
  readonly kind: string;
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly caPath: string;
  readonly seed: string;
  readonly stateFile: string | null;
  readonly environment: Readonly<Record<string, string>>;
  readonly azCommands: readonly string[];
}

/** A folder of a test's own, removed after it. */
export function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "aks-sandbox-simulate-test-"));
  t.after(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** `aks-sandbox simulate` as a process of its own, from when it is ready; killed after the test if it still runs. */
export async function startSimulate(
  t: TestContext,
  flags: readonly string[],
): Promise<{ readonly child: ChildProcess; readonly ready: Ready }> {
  // Killed, it leaves its folder there.
  const temporary = mkdtempSync(join(tmpdir(), "aks-sandbox-simulate-test-"));
  const env = { ...process.env, TMPDIR: temporary };
  const child = spawn(process.execPath, [cliPath, "simulate", "-o", "json", ...flags], { cwd: tmpdir(), env });
  const ended = once(child, "exit");
  t.after(async () => {
    child.kill("SIGKILL");
    await ended;
    rmSync(temporary, { recursive: true, force: true });
  });
  const said = { stderr: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.stderr += text));
  const first = await Promise.race([once(child.stdout, "data"), once(child, "close")]);
  if (!Buffer.isBuffer(first[0])) throw new Error(`simulate did not start: ${said.stderr}`);
  return { child, ready: JSON.parse(first[0].toString()) as Ready };
}

/** Its exit code; null when the signal itself ended it. */
export async function endSimulate(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, "exit") as Promise<[number | null]>;
  child.kill(signal);
  return (await ended)[0];
}
