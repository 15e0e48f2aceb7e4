import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { request } from "node:https";
import type { CommandContext } from "../command.js";
import { CliError } from "../../errors.js";
import { isJsonObject, jsonAt, stringAt } from "../../json.js";
import type { RunFolder } from "./environment.js";
import type { ReadyDocument } from "./ready.js";

/** The local Azure that the files in a state's folder speak of, if it still answers; undefined when none does. */
export async function findRunning(files: RunFolder): Promise<ReadyDocument | undefined> {
  let text: string;
  let ca: string;
  try {
    [text, ca] = await Promise.all([readFile(files.readyPath, "utf8"), readFile(files.caPath, "utf8")]);
  } catch {
    return undefined;
  }
  const ready = parseReady(text);
  return ready !== undefined && (await answers(ready.url, ca)) ? ready : undefined;
}

/** Whether a simulator with this CA's certificate is at an address. */
function answers(url: string, ca: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(`${url}/page/state?limit=0`, { ca, agent: false, timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on("timeout", () => asked.destroy());
    asked.on("error", () => {
      resolve(false);
    });
    asked.end();
  });
}

/**
 * Starts this program's `simulate` with the given flags as a process of its own, which goes on when this one ends.
 * Resolves when it is ready. What it says when it cannot start is passed on, with its exit code.
 */
export async function startInBackground(context: CommandContext, flags: readonly string[]): Promise<ReadyDocument> {
  const program = process.argv[1] ?? "";
  const child = spawn(process.execPath, [...process.execArgv, program, "simulate", ...flags, "--output", "json"], {
    cwd: context.cwd,
    env: { ...context.env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const onAbort = () => child.kill();
  context.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const text = await new Promise<string>((resolve, reject) => {
      const said = { stdout: "", stderr: "" };
      child.once("error", reject);
      child.stderr.setEncoding("utf8").on("data", (part: string) => (said.stderr += part));
      child.stdout.setEncoding("utf8").on("data", (part: string) => {
        said.stdout += part;
        // An error's document has many lines, and its process ends.
        if (said.stdout.endsWith("\n") && parseReady(said.stdout) !== undefined) resolve(said.stdout);
      });
      child.once("close", () => {
        context.signal.throwIfAborted();
        reject(failure(said.stdout, said.stderr));
      });
    });
    const ready = parseReady(text);
    if (ready === undefined) throw new Error(`the simulator in the background said: ${text}`);
    return ready;
  } finally {
    context.signal.removeEventListener("abort", onAbort);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
  }
}

/** The child's own error, as if it had happened here. */
function failure(stdout: string, stderr: string): CliError {
  let document: unknown;
  try {
    document = JSON.parse(stdout);
  } catch {
    document = undefined;
  }
  const code = stringAt(document, "error", "code");
  const message = stringAt(document, "error", "message");
  const hint = stringAt(document, "error", "hint");
  const isUsage = stringAt(document, "exitReason") === "usage";
  if (code === undefined || message === undefined) {
    return new CliError("SimulatorNotStarted", `the local Azure in the background did not start: ${stderr.trim()}`);
  }
  return new CliError(code, message, {
    exitReason: isUsage ? "usage" : stringAt(document, "exitReason") === "conflict" ? "conflict" : "failed",
    ...(hint === undefined ? {} : { hint }),
  });
}

function parseReady(text: string): ReadyDocument | undefined {
  try {
    const document: unknown = JSON.parse(text);
    const isReady = isJsonObject(jsonAt(document, "environment")) && stringAt(document, "kind") === "SimulateReady";
    // Written by this very program.
    return isReady ? (document as ReadyDocument) : undefined;
  } catch {
    return undefined;
  }
}
