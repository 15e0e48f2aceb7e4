import { execFile } from "node:child_process";
import { accessSync, constants, existsSync, openSync, readSync, closeSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { sourceFolder } from "./source-folder.js";
import { lacksSysResource } from "./sys-resource.js";

const run = promisify(execFile);

/** Paths of the programs by name, and the folder of the CNI plugins. */
export interface Binaries {
  readonly programs: Readonly<Record<string, string>>;
  readonly cniFolder: string;
}

/** Programs that belong together come from the same place. */
interface Group {
  readonly programs: readonly string[];
  /** Of the first program: which versions are fit for use, as its `--version` prints them. */
  readonly versionArgs: readonly string[];
  readonly fit: RegExp;
  /** Folder below test/kubernetes/modules that builds them. */
  readonly module?: string;
  /** Debian's package. */
  readonly debian?: string;
}

const kubernetes = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kubectl"];
const groups: readonly Group[] = [
  // Parts of a cluster may differ by a minor version or two, but not in what the tests compare.
  ...kubernetes.map((name): Group => ({
    programs: [name],
    versionArgs: name === "kubectl" ? ["version", "--client"] : ["--version"],
    fit: /v1\.35\./,
    module: "kubernetes",
  })),
  {
    programs: ["containerd", "containerd-shim-runc-v2", "ctr"],
    versionArgs: ["--version"],
    // 1.x tells the kubelet of no handlers: node.status.runtimeHandlers stays empty.
    fit: /\bv?2\.\d+\.\d+/,
    module: "containerd",
  },
  { programs: ["runsc", "containerd-shim-runsc-v1"], versionArgs: ["--version"], fit: /runsc/, module: "gvisor" },
  { programs: ["etcd"], versionArgs: ["--version"], fit: /etcd Version: 3\.([4-9]|\d\d)/, debian: "etcd-server" },
  { programs: ["runc"], versionArgs: ["--version"], fit: /runc version 1\./, debian: "runc" },
  { programs: ["busybox"], versionArgs: [], fit: /BusyBox/, debian: "busybox-static" },
  { programs: ["ip"], versionArgs: ["-V"], fit: /iproute2/, debian: "iproute2" },
];
const cniFolders = ["/usr/lib/cni", "/opt/cni/bin"];

/**
 * Finds the programs of a cluster: in KUBEBUILDER_ASSETS, on PATH, else built once from the pinned Go modules into the
 * cache, or installed as Debian's packages. `log` is told where each came from.
 */
export async function findBinaries(log: (line: string) => void): Promise<Binaries> {
  const missing = await missingPackages();
  if (missing.length > 0) await script("../packages.sh", missing);
  const programs: Record<string, string> = {};
  for (const group of groups) {
    const found = (await findGroup(group)) ?? (await buildGroup(group));
    Object.assign(programs, found.programs);
    log(`${group.programs.join(", ")}: ${found.origin}`);
  }
  const cniFolder = cniFolders.find(hasPlugins);
  if (cniFolder === undefined) throw new Error(`no CNI plugins in ${cniFolders.join(" or ")}`);
  return { programs, cniFolder };
}

interface Found {
  readonly programs: Readonly<Record<string, string>>;
  readonly origin: string;
}

async function findGroup({ programs, versionArgs, fit, module }: Group): Promise<Found | undefined> {
  // Such a shim has to be built; see modules/build.sh.
  if (module === "gvisor" && lacksSysResource()) return undefined;
  for (const folder of searchedFolders()) {
    const paths = programs.map((name) => join(folder, name));
    const [first] = paths;
    if (first === undefined || !paths.every(isExecutable)) continue;
    if (programs.includes("busybox") && !isStatic(first)) continue;
    const printed = await versionOf(first, versionArgs);
    if (!fit.test(printed)) continue;
    const version = /v?\d+\.\d+(\.\d+)?[^\s,]*/.exec(printed)?.[0] ?? "of unknown version";
    return {
      programs: Object.fromEntries(programs.map((name) => [name, join(folder, name)])),
      origin: `${version}, ${folder}`,
    };
  }
  return undefined;
}

async function buildGroup({ programs, module, debian }: Group): Promise<Found> {
  if (module === undefined) throw new Error(`no ${programs.join(", ")} that is fit for use (Debian: ${debian ?? ""})`);
  const folder = (await script("../modules/build.sh", [module, ...programs])).trim();
  return {
    programs: Object.fromEntries(programs.map((name) => [name, join(folder, name)])),
    origin: `built, ${folder}`,
  };
}

async function missingPackages(): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const group of groups) {
    if (group.debian !== undefined && (await findGroup(group)) === undefined) missing.push(group.debian);
  }
  if (!cniFolders.some(hasPlugins)) missing.push("containernetworking-plugins");
  return missing;
}

/** Its messages go to this process's standard error. */
async function script(name: string, args: readonly string[]): Promise<string> {
  const child = run("bash", [join(sourceFolder, name), ...args]);
  child.child.stderr?.pipe(process.stderr, { end: false });
  return (await child).stdout;
}

async function versionOf(path: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run(path, args, { timeout: 20_000 });
    return stdout + stderr;
  } catch {
    return "";
  }
}

function searchedFolders(): readonly string[] {
  const assets = process.env["KUBEBUILDER_ASSETS"] ?? "";
  // The folders of system programs are not on everybody's PATH.
  const folders = [assets, ...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return [...new Set(folders)].filter((folder) => folder !== "");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function hasPlugins(folder: string): boolean {
  return ["ptp", "host-local", "loopback"].every((name) => existsSync(join(folder, name)));
}

/** An ELF program that asks for no interpreter (program header of type 3) runs in an image without libraries. */
function isStatic(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(4096);
    readSync(file, head, 0, head.length, 0);
    const [offset, size, count] = [Number(head.readBigUInt64LE(32)), head.readUInt16LE(54), head.readUInt16LE(56)];
    return !Array.from({ length: count }).some((_, index) => head.readUInt32LE(offset + index * size) === 3);
  } finally {
    closeSync(file);
  }
}
