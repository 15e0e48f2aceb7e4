import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Simulator } from "../simulator/simulator.js";
import type { CommandContext, CommandDefinition } from "./command.js";
import { usageError } from "../errors.js";

interface SimulateOptions {
  readonly port: string;
  readonly speed: string;
  readonly seed: string;
  readonly env: boolean;
  readonly output: "table" | "json";
}

/** A local Azure until Ctrl-C or SIGTERM; one readiness line or document on stdout, the request log on stderr. */
export const simulate: CommandDefinition<SimulateOptions> = {
  name: "simulate",
  summary: "Run a local Azure (ARM, Entra ID, Kubernetes API) until it is interrupted",
  description:
    "Runs a local Azure on a loopback port for tests and demos. Nothing is created or billed in Azure.\n" +
    "What it models, and from what evidence: src/simulator/README.md in the source.",
  examples: ["aks-sandbox simulate --speed 60", "aks-sandbox simulate --port 8443 --seed 7 -o json"],
  configure: (command) => {
    command
      .option("--port <number>", "loopback port; 0 is any free one", "0")
      .option("--speed <factor>", "how many times faster than the wall simulated time runs", "1")
      .option("--seed <text>", "seed of every draw", "1")
      .option("--env", "print exports for a shell instead of a description", false)
      .option("-o, --output <format>", "form of the readiness message: table or json", "table");
  },
  run: async (context, options) => {
    const port = numberOption("--port", options.port, 0, 65_535);
    const speed = numberOption("--speed", options.speed, 0.001, 1_000_000);
    const { createSimulator } = await import("../simulator/create-simulator.js");
    const simulator = await createSimulator({
      port,
      speed,
      seed: options.seed,
      onRequest: ({ method, url, status }) => {
        context.stderr.write(`${method} ${url.split("?")[0] ?? ""} ${status}\n`);
      },
    });
    const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-simulate-"));
    try {
      const caPath = join(folder, "ca.pem");
      await writeFile(caPath, simulator.caPem, { mode: 0o600 });
      announce(context, options, simulator, caPath, speed);
      await aborted(context.signal);
    } finally {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    }
    return undefined;
  },
};

function numberOption(flag: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max) return value;
  throw usageError(
    "InvalidNumber",
    `${flag} ${text} is not a number from ${min} to ${max}`,
    `give ${flag} such a number`,
  );
}

function announce(
  context: CommandContext,
  options: SimulateOptions,
  simulator: Simulator,
  caPath: string,
  speed: number,
): void {
  const exports = {
    AKS_SANDBOX_ARM_ENDPOINT: simulator.url,
    AKS_SANDBOX_TIME_SCALE: String(speed),
    AZURE_AUTHORITY_HOST: simulator.url,
    AZURE_SUBSCRIPTION_ID: simulator.subscriptionId,
    AZURE_TENANT_ID: simulator.tenantId,
    AZURE_CLIENT_ID: simulator.clientId,
    AZURE_CLIENT_SECRET: simulator.clientSecret,
    NODE_EXTRA_CA_CERTS: caPath,
  };
  const lines = Object.entries(exports).map(([name, value]) => `export ${name}='${value}'\n`);
  if (options.output === "json") {
    const { url, subscriptionId, tenantId, clientId, clientSecret } = simulator;
    const document = {
      apiVersion: "aks-sandbox/v1",
      kind: "SimulateReady",
      url,
      caPath,
      subscriptionId,
      tenantId,
      clientId,
      clientSecret,
      environment: exports,
    };
    context.stdout.write(`${JSON.stringify(document)}\n`);
  } else if (options.env) context.stdout.write(lines.join(""));
  else context.stdout.write(`The local Azure is ready at ${simulator.url}\n\n${lines.join("")}\nCtrl-C ends it.\n`);
}

/** An interruption is how this command ends, and no error. */
function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // Its server keeps the process alive meanwhile.
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        "abort",
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
