import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { jsonAt, stringAt } from "../../json.js";
import type { Simulator } from "../../simulator/simulator.js";
import { azCommands, exportLines, type RunFolder } from "./environment.js";

/** What a program has to know of a local Azure that is ready. */
export interface ReadyDocument {
  readonly apiVersion: "aks-sandbox/v1";
  readonly kind: "SimulateReady";
  /** `https://127.0.0.1:PORT`; a browser shows the page there. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly caPath: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** A throw-away secret, good only here. */
  readonly clientSecret: string;
  readonly seed: string;
  readonly speed: number;
  readonly stateFile: string | null;
  /** The real cluster that takes the place of the simulated ones; null: none. */
  readonly kubernetes: { readonly server: string; readonly poolNodes: Readonly<Record<string, string>> } | null;
  /** Shell commands that lead az here, once the variables are set. */
  readonly azCommands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export interface ReadySettings {
  readonly speed: number;
  readonly stateFile: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly external: { readonly server: string; readonly poolNodes: ReadonlyMap<string, string> } | undefined;
}

export function readyDocument(simulator: Simulator, files: RunFolder, settings: ReadySettings): ReadyDocument {
  const { url, port, seed, subscriptionId, tenantId, clientId, clientSecret } = simulator;
  const { external } = settings;
  return {
    apiVersion: "aks-sandbox/v1",
    kind: "SimulateReady",
    url,
    port,
    pid: process.pid,
    caPath: files.caPath,
    subscriptionId,
    tenantId,
    clientId,
    clientSecret,
    seed,
    speed: settings.speed,
    stateFile: settings.stateFile ?? null,
    kubernetes:
      external === undefined ? null : { server: external.server, poolNodes: Object.fromEntries(external.poolNodes) },
    azCommands: azCommands(port),
    environment: settings.environment,
  };
}

/** For a person at a terminal. */
export function readyText(ready: ReadyDocument): string {
  const pace = ready.speed === 1 ? "as fast as the real one" : `${ready.speed} times as fast as the real one`;
  const state = ready.stateFile === null ? "" : `State: ${ready.stateFile}\n`;
  const nodes = Object.entries(ready.kubernetes?.poolNodes ?? {}).map(([pool, node]) => `pool ${pool} on node ${node}`);
  const real =
    ready.kubernetes === null
      ? ""
      : `Kubernetes: the real cluster at ${ready.kubernetes.server}, ${nodes.join(", ")}; other pools' nodes exist in ARM alone\n`;
  return (
    `The local Azure is ready at ${ready.url}, ${pace}, seed ${ready.seed}. Nothing is created or billed in Azure.\n` +
    `Page: ${ready.url}/ (certificate authority: ${ready.caPath})\n${state}${real}` +
    `\nIn another terminal, for aks-sandbox, the Azure SDKs, az and kubectl:\n\n${exportLines(ready.environment)}` +
    `\nThen, for az alone:\n\n${ready.azCommands.join("\n")}\n\nCtrl-C ends it.\n`
  );
}

/** Removes a ready document whose process is no more, and whatever else is there; one whose process runs stays. */
export async function removeStale(path: string): Promise<void> {
  if (!(await isOfRunning(path))) await rm(path, { force: true });
}

async function isOfRunning(path: string): Promise<boolean> {
  try {
    const document: unknown = JSON.parse(await readFile(path, "utf8"));
    const pid = jsonAt(document, "pid");
    return stringAt(document, "kind") === "SimulateReady" && typeof pid === "number" && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whole or not at all, readable by its owner alone, for it holds the secret. */
export async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}`;
  try {
    await writeFile(temporary, text, { mode: 0o600 });
    await chmod(temporary, 0o600);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
