import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rootCertificates } from "node:tls";
import { InvalidArgumentError } from "commander";
import { CliError, usageError } from "../errors.js";
import type { Simulator, SimulatorOptions } from "../simulator/simulator.js";
import type { CommandContext, CommandDefinition } from "./command.js";
import { outputFormats, type OutputFormat } from "./options.js";
import { Setting } from "./setting.js";
import { environmentOf, exportLines, runFolder, type RunFolder } from "./simulate/environment.js";
import { readyDocument, readyText, writePrivately, type ReadyDocument } from "./simulate/ready.js";
import type { RequestLog } from "./simulate/request-log.js";

interface SimulateOptions {
  readonly port: number | undefined;
  readonly speed: number | undefined;
  readonly seed: string | undefined;
  readonly env: boolean;
  readonly readyFile: string | undefined;
  readonly log: string | undefined;
  readonly quiet: boolean;
  readonly output: OutputFormat;
}

/** A local Azure until Ctrl-C or SIGTERM; what a client needs on stdout when it is ready, a line a request on stderr. */
export const simulate: CommandDefinition<SimulateOptions> = {
  name: "simulate",
  summary: "Run a local Azure (ARM, Entra ID, Kubernetes API) until it is interrupted",
  description:
    "Runs a local Azure on a loopback port for tests, CI and demos. Nothing is created or billed in Azure. Its address in " +
    "a browser shows clusters, nodes and operations.\n" +
    "Ctrl-C or SIGTERM ends it with exit code 0. How to use it with az, kubectl, the Azure SDKs and CI: " +
    "docs/simulator.md; what it models: src/simulator/README.md in the source.",
  examples: [
    "aks-sandbox simulate --speed 60",
    'eval "$(aks-sandbox simulate --env --speed 60)"; aks-sandbox up -g rg -c demo --location westus3',
    "aks-sandbox simulate --port 8443 --seed 7 -o json",
  ],
  configure(command) {
    command
      .addOption(number("--port <number>", "loopback port; without it any free one", 0, 65_535))
      .addOption(number("--speed <factor>", "times as fast as the wall that time runs; without it 1", 0.001, 1_000_000))
      .addOption(new Setting("--seed <text>", "seed of every draw; without it 1"))
      .addOption(
        new Setting("--env", 'start it in the background, and print exports for: eval "$(...)"').default(false),
      )
      .addOption(
        new Setting("--ready-file <file>", "write the JSON document there when it is ready; removed at the end"),
      )
      .addOption(new Setting("--log <file>", "append the request log to a file instead of writing it to stderr"))
      .addOption(new Setting("-q, --quiet", "no request log on stderr").default(false))
      .addOption(
        new Setting("-o, --output <format>", "form of what is printed when it is ready; json is one line")
          .choices(outputFormats)
          .default("table")
          .fromEnvironment("AKS_SANDBOX_OUTPUT"),
      );
  },
  async run(context, options) {
    if (options.env) await runInBackground(context, options);
    else await runHere(context, options);
    return undefined;
  },
};

function number(flags: string, description: string, least: number, most: number): Setting {
  const setting = new Setting(flags, description);
  setting.argParser((text: string) => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A number from ${least} to ${most} is expected.`);
  });
  return setting;
}

async function runInBackground(context: CommandContext, options: SimulateOptions): Promise<void> {
  const { startInBackground } = await import("./simulate/background.js");
  const { port, speed, seed, readyFile, log } = options;
  const flags = Object.entries({ port, speed, seed, "ready-file": readyFile, log }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
  const ready = await startInBackground(context, [...flags, "--quiet"]);
  if (options.output === "table") context.stdout.write(exportLines(ready.environment));
  else await printReady(context, options.output, ready);
  context.stderr.write(
    `The local Azure is ready at ${ready.url}, in the background. It ends with: kill ${ready.pid}\n` +
      `For az alone, next:\n${ready.azCommands.map((line) => `  ${line}\n`).join("")}`,
  );
}

async function runHere(context: CommandContext, options: SimulateOptions): Promise<void> {
  const [{ createSimulator }, { openRequestLog }] = await Promise.all([
    import("../simulator/create-simulator.js"),
    import("./simulate/request-log.js"),
  ]);
  const at = (file: string | undefined) => (file === undefined ? undefined : resolve(context.cwd, file));
  const readyFile = at(options.readyFile);
  const speed = options.speed ?? 1;
  const seed = options.seed ?? "1";
  const log = await openRequestLog(context.stderr, { file: at(options.log), isQuiet: options.quiet });
  const folder = await mkdtemp(join(tmpdir(), "aks-sandbox-simulate-"));
  let simulator: Simulator | undefined;
  try {
    simulator = await start(createSimulator, { port: options.port ?? 0, speed, seed }, log);
    const files = runFolder(folder);
    await writeFiles(files, simulator.caPem);
    const environment = environmentOf(simulator, files, speed, context.env);
    const ready = readyDocument(simulator, files, { seed, speed, stateFile: undefined, environment });
    if (readyFile !== undefined) await writePrivately(readyFile, `${JSON.stringify(ready)}\n`);
    await printReady(context, options.output, ready);
    await aborted(context.signal);
  } finally {
    await simulator?.close();
    await log.close();
    if (readyFile !== undefined) await rm(readyFile, { force: true });
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(
  createSimulator: (options: SimulatorOptions) => Promise<Simulator>,
  options: SimulatorOptions & { readonly port: number },
  log: RequestLog,
): Promise<Simulator> {
  try {
    return await createSimulator({
      ...options,
      onRequest: (request) => {
        log.write(request);
      },
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") {
      throw new CliError("PortInUse", `port ${options.port} of 127.0.0.1 is in use by another program`, {
        hint: "leave --port out to take any free one, or name another",
        exitReason: "conflict",
      });
    }
    if (code === "EACCES") {
      throw usageError("PortNotAllowed", `port ${options.port} may not be opened by you`, "name a --port from 1024 on");
    }
    throw error;
  }
}

async function writeFiles(files: RunFolder, caPem: string): Promise<void> {
  await Promise.all([
    writePrivately(files.caPath, caPem),
    writePrivately(files.caBundlePath, `${[caPem.trim(), ...rootCertificates].join("\n")}\n`),
    mkdir(files.azureConfigPath, { recursive: true, mode: 0o700 }),
  ]);
}

async function printReady(context: CommandContext, format: OutputFormat, ready: ReadyDocument): Promise<void> {
  if (format === "table") context.stdout.write(readyText(ready));
  // On one line, so that a reader knows where it ends while the program goes on.
  else if (format === "json") context.stdout.write(`${JSON.stringify(ready)}\n`);
  else {
    const { printDocument } = await import("../report/print-document.js");
    printDocument(ready, format, context.stdout);
  }
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
