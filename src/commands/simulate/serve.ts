import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { rootCertificates } from "node:tls";
import { createSimulator } from "../../simulator/create-simulator.js";
import { FaultError, parseFault } from "../../simulator/faults/parse.js";
import type { Simulator, SimulatorOptions } from "../../simulator/simulator.js";
import { StateError } from "../../simulator/state/state-error.js";
import { CliError, usageError } from "../../errors.js";
import type { CommandContext } from "../command.js";
import { openExternal, type External } from "./external/open-external.js";
import { parsePoolNodes } from "./external/pool-nodes.js";
import { environmentOf, runFolder, shellQuoted, stateFolder, type RunFolder } from "./environment.js";
import { readyDocument, removeStale, writePrivately, type ReadyDocument } from "./ready.js";
import { openRequestLog } from "./request-log.js";

export interface ServeSettings {
  readonly port: number | undefined;
  readonly speed: number | undefined;
  readonly seed: string | undefined;
  readonly state: string | undefined;
  /** `NAME[,key=value...]` each. */
  readonly faults: readonly string[];
  /** A kubeconfig whose cluster takes the place of the simulated ones; undefined: none. */
  readonly kubernetesKubeconfig: string | undefined;
  /** `POOL=NODE` each. */
  readonly poolNodes: readonly string[];
  readonly readyFile: string | undefined;
  readonly log: string | undefined;
  readonly isQuiet: boolean;
}

/**
 * Runs a local Azure until the context's signal; `onReady` is called once, when it answers. Whatever it made besides the
 * state and what belongs to it is gone afterwards.
 */
export async function serve(
  context: CommandContext,
  settings: ServeSettings,
  onReady: (ready: ReadyDocument) => Promise<void>,
): Promise<void> {
  const at = (file: string | undefined) => (file === undefined ? undefined : resolve(context.cwd, file));
  const { port, seed, speed = 1 } = settings;
  const faults = settings.faults.map(checkedFault);
  const stateFile = at(settings.state);
  const readyFile = at(settings.readyFile);
  if (readyFile !== undefined) await clearReadyFile(readyFile);
  const external = await externalOf(context, settings);
  const log = await openRequestLog(context.stderr, { file: at(settings.log), isQuiet: settings.isQuiet });
  const folder =
    stateFile === undefined ? await mkdtemp(join(tmpdir(), "aks-sandbox-simulate-")) : stateFolder(stateFile);
  const files = runFolder(folder);
  const readyFiles = [readyFile, stateFile === undefined ? undefined : files.readyPath];
  let simulator: Simulator | undefined;
  let isBegun = false;
  try {
    simulator = await start({
      speed,
      ...(port === undefined ? {} : { port }),
      ...(seed === undefined ? {} : { seed }),
      ...(stateFile === undefined ? {} : { stateFile }),
      ...(external === undefined ? {} : { kubernetes: external.factory, kubernetesName: external.name }),
      onRequest: (request) => {
        log.write(request);
      },
    });
    isBegun = true;
    await external?.begin(simulator.url);
    for (const fault of faults) simulator.faults.add(fault);
    await writeFiles(files, simulator.caPem);
    const scale = external === undefined ? speed : Math.min(speed, realScale);
    const environment = environmentOf(simulator, files, scale, context.env);
    const ready = readyDocument(simulator, files, { speed, stateFile, environment, external });
    for (const path of readyFiles) if (path !== undefined) await writePrivately(path, `${JSON.stringify(ready)}\n`);
    await onReady(ready);
    await aborted(context.signal);
  } finally {
    const isStarted = simulator !== undefined;
    await simulator?.close();
    if (isBegun) await external?.end();
    await log.close();
    // Of one that did not start they are another's.
    for (const path of isStarted ? readyFiles : []) if (path !== undefined) await rm(path, { force: true });
    if (stateFile === undefined) await rm(folder, { recursive: true, force: true });
  }
}

/** Pods of a real cluster are no faster: a limit of 5 minutes is then 30 s of the wall, and a poll costs a second or two. */
const realScale = 10;

/** Undefined where the clusters are simulated. Nothing is changed yet. */
async function externalOf(
  context: CommandContext,
  { kubernetesKubeconfig: kubeconfig, poolNodes }: ServeSettings,
): Promise<External | undefined> {
  const parsed = parsePoolNodes(poolNodes);
  if (kubeconfig !== undefined && parsed.size > 0) return openExternal(context, { kubeconfig, poolNodes: parsed });
  if (kubeconfig === undefined && parsed.size === 0) return undefined;
  const hint = "give both: --kubernetes-kubeconfig FILE --pool-node POOL=NODE";
  throw kubeconfig === undefined
    ? usageError("KubeconfigMissing", "--pool-node says nothing without the kubeconfig of a real cluster", hint)
    : usageError("PoolNodeMissing", "a real cluster of which no pool has a node could run nothing", hint);
}

/** A script that waits for the file must not take one that a killed process left for the new one's. */
async function clearReadyFile(path: string): Promise<void> {
  try {
    await removeStale(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    throw usageError("ReadyFileNotWritable", `--ready-file ${path} cannot be replaced: ${why}`, "name another file");
  }
}

function checkedFault(text: string) {
  try {
    return parseFault(text);
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    throw usageError("InvalidFault", `--fault ${text}: ${error.message}`, "see docs/simulator.md for the faults");
  }
}

async function start(options: SimulatorOptions): Promise<Simulator> {
  try {
    return await createSimulator(options);
  } catch (error) {
    if (error instanceof StateError) {
      const exitReason = error.code === "StateFileInUse" ? "conflict" : "usage";
      throw new CliError(error.code, error.message, { hint: error.hint, exitReason });
    }
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const port = error instanceof Error && "port" in error ? String(error.port) : String(options.port ?? 0);
    if (code === "EADDRINUSE") throw portInUse(port, options.stateFile);
    if (code === "EACCES") {
      throw usageError("PortNotAllowed", `port ${port} may not be opened by you`, "name a --port from 1024 on");
    }
    throw error;
  }
}

function portInUse(port: string, stateFile: string | undefined): CliError {
  if (stateFile === undefined) {
    return new CliError("PortInUse", `port ${port} of 127.0.0.1 is in use by another program`, {
      hint: "leave --port out to take any free one, or name another",
      exitReason: "conflict",
    });
  }
  return new CliError(
    "StateFileInUse",
    `another local Azure works with ${stateFile}, or another program has its port ${port}`,
    {
      hint: `use the one that runs: eval "$(aks-sandbox simulate --env --state ${shellQuoted(stateFile)})"`,
      exitReason: "conflict",
    },
  );
}

async function writeFiles(files: RunFolder, caPem: string): Promise<void> {
  await mkdir(files.azureConfigPath, { recursive: true, mode: 0o700 });
  await Promise.all([
    writePrivately(files.caPath, caPem),
    writePrivately(files.caBundlePath, `${[caPem.trim(), ...rootCertificates].join("\n")}\n`),
  ]);
}

/** An interruption is how it ends, and no error. */
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
