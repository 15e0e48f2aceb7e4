import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import type { TestContext } from "node:test";
import { azCommands } from "../../src/commands/simulate/environment.js";
import type { LocalAzure } from "../helpers/local-azure.js";

export interface AzRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real Azure CLI, signed in to a local Azure, with settings of its own. */
export interface AzCli {
  /** Environment of its processes; kubectl can run in it too. */
  readonly env: Readonly<Record<string, string>>;
  run(...args: readonly string[]): Promise<AzRun>;
  /** Runs a command that must succeed; answers with the document that it printed (undefined where it printed none). */
  json(...args: readonly string[]): Promise<unknown>;
  /** Runs a command that must fail; answers with its error text. */
  refused(...args: readonly string[]): Promise<string>;
}

/**
 * Of the local Azures that az is tested on: an operation of minutes has ended before az looks at it for the second time,
 * and the time limit of one of our own runs is a minute of a busy machine.
 */
export const speed = 60;

/** az looks at an operation every 30 s, so a command is some half minutes long; this is far beyond the longest. */
const limitMs = 300_000;

/** Signs in as the service principal of a local Azure, with the lines that `simulate` prints. */
export async function signInAz(t: TestContext, azure: LocalAzure): Promise<AzCli> {
  const python = process.env["AKS_SANDBOX_AZ"];
  if (python === undefined) throw new Error("AKS_SANDBOX_AZ names no Python with azure-cli; use npm run test:az");
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-az-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const { env: ours } = azure;
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    AZURE_CONFIG_DIR: join(folder, ".azure"),
    AZURE_CORE_COLLECT_TELEMETRY: "false",
    AZURE_CORE_NO_COLOR: "true",
    REQUESTS_CA_BUNDLE: ours["NODE_EXTRA_CA_CERTS"] ?? "",
    KUBECONFIG: join(folder, "kubeconfig"),
  };
  const run = (...args: readonly string[]) => runProgram(python, ["-m", "azure.cli", ...args], env);
  const must = async (...args: readonly string[]) => {
    const result = await run(...args);
    if (result.code === 0) return result;
    throw new Error(`az ${args.join(" ")} ended with ${String(result.code)}\n${result.stdout}${result.stderr}`);
  };
  // The lines that `simulate` prints, as a shell runs them.
  const lines = ["set -e", `az() { "$AZ_PYTHON" -m azure.cli "$@"; }`, ...azCommands(azure.simulator.port)].join("\n");
  const credentials = { AZURE_CLIENT_ID: ours["AZURE_CLIENT_ID"], AZURE_CLIENT_SECRET: ours["AZURE_CLIENT_SECRET"] };
  const signIn = await runProgram("bash", ["-c", lines], { ...env, ...credentials, AZ_PYTHON: python });
  if (signIn.code !== 0) throw new Error(`az was not signed in\n${signIn.stdout}${signIn.stderr}`);
  return {
    env,
    run,
    json: async (...args) => {
      const { stdout } = await must(...args, "--output", "json");
      return stdout.trim() === "" ? undefined : (JSON.parse(stdout) as unknown);
    },
    refused: async (...args) => {
      const { code, stdout, stderr } = await run(...args, "--output", "json");
      if (code === 0) throw new Error(`az ${args.join(" ")} was expected to fail\n${stdout}`);
      return stderr;
    },
  };
}

function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<AzRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    const output = { stdout: "", stderr: "" };
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(new Error(`${args.join(" ")} still ran after ${limitMs} ms\n${output.stdout}${output.stderr}`));
    }, limitMs);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, ...output });
    });
  });
}
