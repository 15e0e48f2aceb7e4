import { readFileSync, readdirSync, readlinkSync, existsSync } from "node:fs";
import { networkInterfaces } from "node:os";
import type { ClusterDescription } from "./cluster.js";
import { findControlGroups } from "./control-groups.js";
import { processOf } from "./processes.js";

/** What shows of a cluster on this machine, by kind. */
export interface Traces {
  readonly processes: readonly string[];
  readonly namespaces: readonly string[];
  readonly mounts: readonly string[];
  readonly controlGroups: readonly string[];
  readonly links: readonly string[];
  readonly folders: readonly string[];
}

export const noTraces: Traces = {
  processes: [],
  namespaces: [],
  mounts: [],
  controlGroups: [],
  links: [],
  folders: [],
};

/** The ids of a node's namespaces, to be read while it runs. */
export function namespacesOf(pid: number): readonly string[] {
  return ["mnt", "net", "pid", "cgroup"].map((kind) => readlinkSync(`/proc/${pid}/ns/${kind}`));
}

/** Looks at the whole machine; `namespaces` as `namespacesOf` told them. */
export function findTraces({ name, folder, nodeAddress }: ClusterDescription, namespaces: readonly string[]): Traces {
  // A zombie is no more than a number that its adoptive parent has not yet given back.
  const pids = readdirSync("/proc").filter((entry) => processOf(Number(entry)) !== undefined);
  const network = nodeAddress.replace(/\.\d+$/, ".");
  const lastByte = Number(nodeAddress.split(".").at(-1));
  return {
    processes: pids
      .filter((pid) => read(`/proc/${pid}/cgroup`).includes(name))
      .map((pid) => `${pid}: ${commandOf(pid)}`),
    namespaces: pids.flatMap((pid) => ownNamespaces(pid).filter((id) => namespaces.includes(id))),
    mounts: read("/proc/self/mountinfo")
      .split("\n")
      .filter((line) => line.includes(name)),
    controlGroups: findControlGroups(name),
    links: Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
      addresses.some(({ address }) => address === `${network}${lastByte - 1}`) ? [device] : [],
    ),
    folders: existsSync(folder) ? [folder] : [],
  };
}

function ownNamespaces(pid: string): readonly string[] {
  try {
    return namespacesOf(Number(pid));
  } catch {
    return [];
  }
}

function commandOf(pid: string): string {
  return read(`/proc/${pid}/cmdline`).replaceAll("\0", " ").slice(0, 80);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
