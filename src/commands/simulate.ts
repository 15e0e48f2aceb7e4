import { resolve } from "node:path";
import { InvalidArgumentError } from "commander";
import { CliError } from "../errors.js";
import type { CommandContext, CommandDefinition } from "./command.js";
import { outputFormats, type OutputFormat } from "./options.js";
import { Setting } from "./setting.js";
import { exportLines, runFolder, stateFolder } from "./simulate/environment.js";
import { readyText, type ReadyDocument } from "./simulate/ready.js";

interface SimulateOptions {
  readonly port: number | undefined;
  readonly speed: number | undefined;
  readonly seed: string | undefined;
  readonly state: string | undefined;
  readonly fault: readonly string[];
  readonly kubernetesKubeconfig: string | undefined;
  readonly poolNode: readonly string[];
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
    'eval "$(aks-sandbox simulate --env --speed 60)"',
    "aks-sandbox simulate --state local.state",
    "aks-sandbox simulate --fault throttled,on=poll,times=3 --fault operation-fails",
    "aks-sandbox simulate --kubernetes-kubeconfig real.yaml --pool-node sandbox=worker-1",
  ],
  configure(command) {
    command
      .addOption(
        number("--port <number>", "loopback port; without it any free one, or the state's", 0, 65_535, "whole"),
      )
      .addOption(number("--speed <factor>", "times as fast as the wall that time runs; without it 1", 0.001, 1_000_000))
      .addOption(new Setting("--seed <text>", "seed of every draw; without it 1, or the state's"))
      .addOption(new Setting("--state <file>", "keep everything in a file, and go on from what is in it"))
      .addOption(
        new Setting("--fault <name>", "let a fault strike: NAME[,key=value...]; repeatable")
          .argParser(collected)
          .default([]),
      )
      .addOption(
        new Setting(
          "--kubernetes-kubeconfig <file>",
          "hand out the cluster of this file's current context instead of a simulated one",
        ),
      )
      .addOption(
        new Setting(
          "--pool-node <pool=node>",
          "a pool's one node in that cluster: it gets the pool's labels and taints until the end; repeatable",
        )
          .argParser(collected)
          .default([]),
      )
      .addOption(
        new Setting(
          "--env",
          'print exports for eval "$(...)"; of the one that runs on --state, else of a new one in the background',
        ).default(false),
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
    else {
      const { serve } = await import("./simulate/serve.js");
      const { fault, poolNode, quiet, ...settings } = options;
      await serve(context, { ...settings, faults: fault, poolNodes: poolNode, isQuiet: quiet }, (ready) =>
        printReady(context, options.output, ready),
      );
    }
    return undefined;
  },
};

function collected(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

function number(flags: string, description: string, least: number, most: number, kind?: "whole"): Setting {
  const setting = new Setting(flags, description);
  setting.argParser((text: string) => {
    const value = Number(text);
    const isOfKind = kind === undefined || Number.isInteger(value);
    if (text.trim() !== "" && value >= least && value <= most && isOfKind) return value;
    throw new InvalidArgumentError(
      `A ${kind === undefined ? "" : `${kind} `}number from ${least} to ${most} is expected.`,
    );
  });
  return setting;
}

async function runInBackground(context: CommandContext, options: SimulateOptions): Promise<void> {
  const { findRunning, startInBackground } = await import("./simulate/background.js");
  const { port, speed, seed, state, readyFile, log } = options;
  const running =
    state === undefined ? undefined : await findRunning(runFolder(stateFolder(resolve(context.cwd, state))));
  if (running !== undefined) refuseOtherSettings(running, options);
  const single = { port, speed, seed, state, "kubernetes-kubeconfig": options.kubernetesKubeconfig };
  const flags = Object.entries({ ...single, "ready-file": readyFile, log }).flatMap(([flag, value]) =>
    value === undefined ? [] : [`--${flag}=${value}`],
  );
  const faults = options.fault.map((fault) => `--fault=${fault}`);
  const poolNodes = options.poolNode.map((poolNode) => `--pool-node=${poolNode}`);
  const ready = running ?? (await startInBackground(context, [...flags, ...faults, ...poolNodes, "--quiet"]));
  if (options.output === "table") context.stdout.write(exportLines(ready.environment));
  else await printReady(context, options.output, ready);
  const how = running === undefined ? "is ready" : "runs already";
  context.stderr.write(
    `The local Azure ${how} at ${ready.url} (process ${ready.pid}). It ends with: kill ${ready.pid}\n` +
      `For az alone, next:\n${ready.azCommands.map((line) => `  ${line}\n`).join("")}`,
  );
}

/** One that runs keeps what it was started with: what is asked beyond that would silently not be so. */
function refuseOtherSettings(running: ReadyDocument, options: SimulateOptions): void {
  const { port, speed, seed, fault, log, readyFile, kubernetesKubeconfig, poolNode } = options;
  const nodes = Object.entries(running.kubernetes?.poolNodes ?? {}).map(([pool, node]) => `${pool}=${node}`);
  const other = [
    ...(port === undefined || port === 0 || port === running.port ? [] : [`port ${running.port}, not ${port}`]),
    ...(speed === undefined || speed === running.speed ? [] : [`speed ${running.speed}, not ${speed}`]),
    ...(seed === undefined || seed === running.seed ? [] : [`seed ${running.seed}, not ${seed}`]),
    ...(kubernetesKubeconfig === undefined || running.kubernetes !== null ? [] : ["no real cluster"]),
    ...poolNode.filter((one) => !nodes.includes(one)).map((one) => `no pool node ${one}`),
    ...fault.map((one) => `no fault ${one} from here`),
    ...(log === undefined ? [] : ["its own request log"]),
    ...(readyFile === undefined ? [] : ["its own ready file"]),
  ];
  if (other.length === 0) return;
  throw new CliError(
    "OtherSettings",
    `the local Azure that runs at ${running.url} (process ${running.pid}) has ${other.join(", ")}`,
    { exitReason: "usage", hint: `leave these flags out, or end it first: kill ${running.pid}` },
  );
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
