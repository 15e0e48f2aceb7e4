import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { createSimulator } from "../../src/simulator/create-simulator.js";
import { createBuiltInBackend } from "../../src/simulator/kubernetes/built-in-backend.js";
import type { Simulator, SimulatorOptions } from "../../src/simulator/simulator.js";
import { runCli, type CliRun, type CliRunOptions } from "./run-cli.js";

/** A local Azure in this process, and the built program against it, as a user would run it. */
export interface LocalAzure {
  readonly simulator: Simulator;
  readonly env: Readonly<Record<string, string>>;
  readonly kubeconfig: string;
  readonly folder: string;
  run(args: readonly string[], options?: CliRunOptions): Promise<CliRun>;
  /** Runs with `-o json`; answers with the exit code and the document. */
  json(
    args: readonly string[],
    options?: CliRunOptions,
  ): Promise<{
    readonly exitCode: number | undefined;
    readonly document: Record<string, unknown>;
    readonly stderr: string;
  }>;
  /** ARM requests that may change something, as `METHOD path`, since the last call of `forget`. */
  writes(): readonly string[];
  armRequests(): readonly string[];
  forget(): void;
  readKubeconfig(): Promise<string>;
}

/** Who ends what was started: a test, or a suite whose tests share it. */
export type Ending = Pick<TestContext, "after">;

/** Fast enough to wait little, slow enough that the time limits of a run are seconds of a busy machine. */
const usualSpeed = 250;

export async function startLocalAzure(t: Ending, options: Partial<SimulatorOptions> = {}): Promise<LocalAzure> {
  const { speed = usualSpeed } = options;
  const simulator = await createSimulator({
    kubernetes: createBuiltInBackend,
    onDefect: (error) => {
      throw error;
    },
    ...options,
    speed,
  });
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-azure-"));
  t.after(async () => {
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });
  const caFile = join(folder, "ca.pem");
  await writeFile(caFile, simulator.caPem);
  const kubeconfig = join(folder, "kubeconfig");
  const env = {
    AKS_SANDBOX_ARM_ENDPOINT: simulator.url,
    AZURE_AUTHORITY_HOST: simulator.url,
    AZURE_SUBSCRIPTION_ID: simulator.subscriptionId,
    AZURE_TENANT_ID: simulator.tenantId,
    AZURE_CLIENT_ID: simulator.clientId,
    AZURE_CLIENT_SECRET: simulator.clientSecret,
    NODE_EXTRA_CA_CERTS: caFile,
    AKS_SANDBOX_TIME_SCALE: String(speed === "manual" ? usualSpeed : speed),
    KUBECONFIG: kubeconfig,
  };
  let seen = 0;
  const since = () => simulator.requests.slice(seen).filter((request) => request.area === "arm");
  const line = ({ method, url }: { method: string; url: string }) =>
    `${method} ${new URL(url, simulator.url).pathname}`;
  const run = (args: readonly string[], more: CliRunOptions = {}) =>
    runCli(args, { ...more, env: { ...env, ...more.env } });
  return {
    simulator,
    env,
    kubeconfig,
    folder,
    run,
    json: async (args, more) => {
      const { exitCode, stdout, stderr } = await run([...args, "-o", "json"], more);
      return { exitCode, document: parse(stdout, stderr), stderr };
    },
    writes: () =>
      since()
        .filter(({ method }) => method !== "GET")
        .map(line),
    armRequests: () => since().map(line),
    forget: () => {
      seen = simulator.requests.length;
    },
    readKubeconfig: () => readFile(kubeconfig, "utf8"),
  };
}

function parse(stdout: string, stderr: string): Record<string, unknown> {
  try {
    return JSON.parse(stdout) as Record<string, unknown>;
  } catch (error) {
    throw new Error(`stdout is no JSON document:\n${stdout}\n${stderr}`, { cause: error });
  }
}
