import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { numberAt, stringAt } from "../../../src/json.js";
import { findControlGroups, removeControlGroups } from "./control-groups.js";
import { disconnectNode, type NodeLink } from "./network.js";
import { stopNode } from "./node.js";
import { isAlive, processOf, type ProcessId } from "./processes.js";

/**
 * Every run folder of this machine lies here, whatever TMPDIR says: a later run has to find what an earlier one left.
 */
export const runFolders = "/tmp/aks-sandbox-kubernetes";
const ownerFile = "owner.json";
const makerFile = "maker.json";
const initFile = "init.json";
const linkFile = "link.json";

/** Makes the folder of a new cluster, which `maker` brings up; its name is the cluster's. `outlives`: it belongs to no process. */
export function createRunFolder(outlives: boolean, maker = processOf(process.pid)): string {
  mkdirSync(runFolders, { recursive: true, mode: 0o700 });
  // Named only when it tells whose it is, so that nobody else takes it for a leftover.
  const making = mkdtempSync(join(runFolders, ".new-"));
  writeFileSync(join(making, outlives ? makerFile : ownerFile), JSON.stringify(maker));
  const folder = join(runFolders, `aks-sandbox-k8s-${basename(making).slice(5).toLowerCase()}`);
  renameSync(making, folder);
  return folder;
}

/** Notes process 1 of the node, by which a later run can end it. */
export function noteInit(folder: string, init: ProcessId): void {
  writeFileSync(join(folder, initFile), JSON.stringify(init));
}

/** Notes the device by which this machine reaches the node. */
export function noteLink(folder: string, link: NodeLink): void {
  writeFileSync(join(folder, linkFile), JSON.stringify(link));
}

/** Ends the cluster of a run folder, whatever is there of it, and removes the folder. */
export async function removeCluster(folder: string): Promise<void> {
  const init = readProcess(join(folder, initFile));
  if (init !== undefined) await stopNode(init);
  const link = readLink(join(folder, linkFile));
  if (link !== undefined) await disconnectNode(link);
  await removeControlGroups(findControlGroups(basename(folder)));
  rmSync(folder, { recursive: true, force: true });
}

/** Removes clusters whose owner is gone; returns their folders. Those of a living owner, and those without, stay. */
export async function removeLeftovers(): Promise<readonly string[]> {
  const folders = listRunFolders().filter(isLeftover);
  for (const folder of folders) await removeCluster(folder);
  return folders;
}

/** Removes clusters that belong to this process, at its end before its time. */
export async function removeOwn(): Promise<void> {
  const own = listRunFolders().filter((folder) => (ownerOf(folder) ?? makerOf(folder))?.pid === process.pid);
  for (const folder of own) await removeCluster(folder);
}

export function listRunFolders(): readonly string[] {
  try {
    return readdirSync(runFolders)
      .filter((name) => !name.startsWith("."))
      .map((name) => join(runFolders, name));
  } catch {
    return [];
  }
}

/** The process that the cluster belongs to; undefined: to none, `up` made it. */
export function ownerOf(folder: string): ProcessId | undefined {
  return readProcess(join(folder, ownerFile));
}

/** The process that made a cluster which belongs to none. */
function makerOf(folder: string): ProcessId | undefined {
  return readProcess(join(folder, makerFile));
}

/**
 * Without an owner, it is one when its node is gone: after a restart of the machine; or when its maker is, before it had noted
 * the node.
 */
function isLeftover(folder: string): boolean {
  const owner = ownerOf(folder);
  if (owner !== undefined) return !isAlive(owner);
  const known = readProcess(join(folder, initFile)) ?? makerOf(folder);
  return known !== undefined && !isAlive(known);
}

function readProcess(file: string): ProcessId | undefined {
  const value = readJson(file);
  const [pid, startTicks] = [numberAt(value, "pid"), numberAt(value, "startTicks")];
  return pid === undefined || startTicks === undefined ? undefined : { pid, startTicks };
}

function readLink(file: string): NodeLink | undefined {
  const value = readJson(file);
  const [device, index] = [stringAt(value, "device"), numberAt(value, "index")];
  return device === undefined || index === undefined ? undefined : { device, index };
}

/** Undefined where it is missing, or cut off in its writing. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
