import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The built program, as `npm run build` leaves it. */
export const cliPath = fileURLToPath(new URL("../../../dist/aks-sandbox.js", import.meta.url));

export interface CliRun {
  /** Undefined when a signal ended the process. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliRunOptions {
  /** Added to a bare environment; nothing of the outside's `AZURE_*`, `AKS_SANDBOX_*`, `KUBECONFIG` gets in. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Another program than the built one. */
  readonly program?: string;
  readonly cwd?: string;
  /** Milliseconds until the process is killed and the promise rejects; default 30,000. */
  readonly timeoutMs?: number;
  /** Called with the running process, e.g. to send a signal. */
  readonly onStart?: (process: { kill(signal: NodeJS.Signals): void }) => void;
  /** Called whenever the process wrote to stdout, with all that it wrote there so far. */
  readonly onStdout?: (soFar: string, process: { kill(signal: NodeJS.Signals): void }) => void;
  /** Called whenever the process wrote to stderr, with all that it wrote there so far. */
  readonly onStderr?: (soFar: string, process: { kill(signal: NodeJS.Signals): void }) => void;
}

/** Runs the built CLI as a child process, with a home folder of its own that is removed afterwards. */
export async function runCli(args: readonly string[], options: CliRunOptions = {}): Promise<CliRun> {
  const home = await mkdtemp(join(tmpdir(), "aks-sandbox-test-"));
  try {
    return await runIn(home, args, options);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

function runIn(home: string, args: readonly string[], options: CliRunOptions): Promise<CliRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [options.program ?? cliPath, ...args], {
      cwd: options.cwd ?? home,
      env: {
        PATH: process.env["PATH"] ?? "",
        HOME: home,
        AZURE_CONFIG_DIR: join(home, ".azure"),
        ...options.env,
      },
    });
    const timeoutMs = options.timeoutMs ?? 30_000;
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(
        new Error(`aks-sandbox ${args.join(" ")} still ran after ${timeoutMs} ms\n${output.stdout}${output.stderr}`),
      );
    }, timeoutMs);
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      options.onStdout?.(output.stdout, child);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output.stderr += text;
      options.onStderr?.(output.stderr, child);
    });
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ exitCode: code ?? undefined, ...output });
    });
    child.stdin.on("error", () => undefined);
    child.stdin.end(options.stdin ?? "");
    options.onStart?.(child);
  });
}
