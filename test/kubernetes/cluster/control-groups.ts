import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { killProcess, processOf } from "./processes.js";
import { until } from "./until.js";

interface Hierarchy {
  readonly version: 1 | 2;
  readonly mountPoint: string;
  /** This process's own group, below the mount point; "" = the root. */
  readonly own: string;
}

/**
 * Makes a group of that name in every hierarchy of the machine and returns their folders. Version 1: below this process's own
 * group, so that limits on it hold for the cluster too. Version 2: at the root, for a group with processes of its own
 * (this one's) cannot hand its controllers down.
 */
export function createControlGroups(name: string): readonly string[] {
  const hierarchies = readHierarchies();
  if (hierarchies.length === 0) throw new Error("no control groups are mounted: /proc/self/mountinfo names none");
  return hierarchies.map(({ version, mountPoint, own }) => {
    const parent = version === 1 && existsSync(join(mountPoint, own)) ? join(mountPoint, own) : mountPoint;
    if (version === 2) enableControllers(parent);
    const folder = join(parent, name);
    mkdirSync(folder, { recursive: true });
    // A new cpuset takes no process before it has processors and memory nodes.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      if (version === 1 && existsSync(join(folder, file))) {
        writeFileSync(join(folder, file), readFileSync(join(parent, file)));
      }
    }
    return folder;
  });
}

/** Removes the groups with all below them, and kills the processes that are left in them. */
export async function removeControlGroups(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await until(`removing the control group ${folder}`, () => {
      removeTree(folder);
      return existsSync(folder) ? undefined : true;
    });
  }
}

/** Folders of groups by that name, anywhere. */
export function findControlGroups(name: string): readonly string[] {
  return readHierarchies().flatMap(({ mountPoint, own }) =>
    [join(mountPoint, name), join(mountPoint, own, name)].filter((path) => existsSync(path)),
  );
}

function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  }
  for (const pid of readFileSync(join(folder, "cgroup.procs"), "utf8").split("\n").map(Number)) {
    // 0 is one of another process namespace, or the end of the file.
    const left = pid > 1 ? processOf(pid) : undefined;
    if (left !== undefined) killProcess(left);
  }
  rmdirSync(folder);
}

/** Fails quietly: which controllers a node needs shows when its kubelet starts. */
function enableControllers(folder: string): void {
  const available = readFileSync(join(folder, "cgroup.controllers"), "utf8").trim().split(" ");
  for (const controller of available.filter((name) => name !== "")) {
    try {
      writeFileSync(join(folder, "cgroup.subtree_control"), `+${controller}`);
    } catch {
      // Not allowed here.
    }
  }
}

function readHierarchies(): readonly Hierarchy[] {
  // `9:name=systemd:/path`, `5:devices:/path`, `0::/path` (version 2).
  const own = new Map(
    readFileSync("/proc/self/cgroup", "utf8")
      .trim()
      .split("\n")
      .map((line) => line.split(":"))
      .map(([, controllers = "", ...path]) => [controllers, path.join(":")]),
  );
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .flatMap((line): Hierarchy[] => {
      const [, type, options = ""] = /- (cgroup2?) \S+ (\S+)$/.exec(line) ?? [];
      const [, , , root = "/", mountPoint] = line.split(" ");
      if (type === undefined || mountPoint === undefined) return [];
      const controllers = type === "cgroup2" ? "" : options.replace(/^rw,/, "");
      const path = own.get(controllers) ?? [...own].find(([names]) => sameNames(names, controllers))?.[1] ?? "/";
      const below = path.startsWith(root) ? path.slice(root.length) : "";
      return [{ version: type === "cgroup2" ? 2 : 1, mountPoint, own: below.replace(/^\/$/, "") }];
    });
}

function sameNames(one: string, other: string): boolean {
  const sorted = (names: string) => names.split(",").sort().join();
  return sorted(one) === sorted(other);
}
