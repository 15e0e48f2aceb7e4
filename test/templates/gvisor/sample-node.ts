import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const script = fileURLToPath(new URL("../../../../templates/gvisor/installer.sh", import.meta.url));

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A node's folders in a temporary one, with stand-ins for containerd, kubectl and the restart. */
export interface SampleNode {
  readonly root: string;
  /** `containerd`'s configuration, a path. */
  readonly config: string;
  /** The installer's folder on the node. */
  readonly folder: string;
  /** `onOutput` is called with each piece of standard output as it comes. */
  run(job: string, env?: Readonly<Record<string, string>>, onOutput?: (text: string) => void): Promise<Ran>;
  /** What kubectl and the restart were asked for, in order; emptied by reading. */
  asked(): Promise<readonly string[]>;
  /** Every file of the node that the installer may touch: path -> mode and content's checksum. */
  files(): Promise<Readonly<Record<string, string>>>;
  read(file: string): Promise<string>;
  remove(): Promise<void>;
}

export interface SampleNodeOptions {
  /** Path of a shell with its arguments. */
  readonly shell: readonly string[];
  /** Text of config.toml; `FOLDER` stands for the folder that it lies in. */
  readonly config: string;
  /** What `containerd --version` prints after the name. */
  readonly version?: string;
  /** Path of a real containerd; undefined = the stand-in, which treats tables and versions as 2.2.9 was seen to do. */
  readonly containerd?: string;
  readonly label?: string;
  readonly taints?: string;
  /** Handlers that the kubelet reports before the first restart. */
  readonly handlers?: string;
  readonly restart?: string;
}

export async function createSampleNode(options: SampleNodeOptions): Promise<SampleNode> {
  const root = await mkdtemp(join(tmpdir(), "gvisor-node-"));
  const at = (...names: readonly string[]) => join(root, ...names);
  await Promise.all(
    ["etc/conf.d", "opt", "payload", "state", "bin", "proc"].map((name) => mkdir(at(name), { recursive: true })),
  );
  const config = at("etc/config.toml");
  await writeFile(config, options.config.replaceAll("FOLDER", at("etc")));
  await chmod(config, 0o640);
  await writePayload(at("payload"));
  await writeState(at("state"), options);
  const log = at("state/asked");
  await writeScript(at("bin/containerd"), standInForContainerd(options.version ?? "v2.2.9"));
  await writeScript(at("bin/kubectl"), standInForKubectl(at("state")));
  await writeScript(
    at("bin/restart"),
    options.restart ??
      // The kubelet reports what the new containerd has.
      `echo restart >>${log}; if ${at("bin/containerd")} --config ${config} config dump | grep -q 'runtimes.runsc]'; then echo ' runc runsc' >${at("state/handlers")}; else echo ' runc' >${at("state/handlers")}; fi`,
  );
  const env = {
    PATH: process.env["PATH"] ?? "",
    NODE_NAME: "node-1",
    FOLDER: at("opt"),
    CONFIG: config,
    CONTAINERD: options.containerd ?? at("bin/containerd"),
    RESTART: at("bin/restart"),
    KUBECTL: at("bin/kubectl"),
    PAYLOAD: at("payload"),
    READY_FILE: at("state/ready"),
    PROC: at("proc"),
    PAUSE: "0.05",
    HANDLER_SECONDS: "15",
    STAY: "no",
  };
  const [shell = "sh", ...shellArguments] = options.shell;
  return {
    root,
    config,
    folder: at("opt"),
    run: (job, more = {}, onOutput) => execute(shell, [...shellArguments, script, job], { ...env, ...more }, onOutput),
    asked: async () => {
      const text = await readFile(log, "utf8");
      await writeFile(log, "");
      return text.split("\n").filter((line) => line !== "");
    },
    files: () => filesBelow(root, ["etc", "opt"]),
    read: (file) => readFile(file, "utf8"),
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

async function writePayload(folder: string): Promise<void> {
  const files = { runsc: "the runsc of release 1\n", "containerd-shim-runsc-v1": "the shim of release 1\n" };
  const sums: string[] = [];
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text);
    sums.push(`${sha256(text)}  ${name}\n`);
  }
  await writeFile(join(folder, "SHA256SUMS"), sums.join(""));
}

async function writeState(
  folder: string,
  { label = "", taints = "", handlers = " runc" }: SampleNodeOptions,
): Promise<void> {
  await writeFile(join(folder, "label"), label);
  await writeFile(join(folder, "taints"), taints);
  await writeFile(join(folder, "handlers"), handlers);
  await writeFile(join(folder, "asked"), "");
}

async function writeScript(file: string, text: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
}

/**
 * Reads root file, then drop-ins; the last version counts. In version 2 the tables under the old name count, but its
 * runtimes only where nobody names runtimes under the new one (`migrateConfig` of containerd 2.2.9).
 */
function standInForContainerd(version: string): string {
  return `
if [ "$1" = --version ]; then echo "containerd github.com/containerd/containerd/v2 ${version} 0000"; exit 0; fi
file=$2
cd "$(dirname "$file")"
files="$(tr '\\n' ' ' <"$file" | sed -n 's/.*imports = \\[\\([^]]*\\)\\].*/\\1/p' | tr -d '"' | tr ',' ' ')"
all=$(cat "$file"; for one in $files; do [ ! -e "$one" ] || { echo; cat "$one"; }; done)
all=$(printf '%s\\n' "$all" | grep -v '^ *#')
case "$all" in *BROKEN*) echo "containerd: failed to unmarshal TOML" >&2; exit 1 ;; esac
if printf '%s\\n' "$all" | grep -q '^version = [4-9]'; then echo "containerd: expected containerd config version equal to or less than 3" >&2; exit 1; fi
version=$(printf '%s\\n' "$all" | sed -n 's/^version = //p' | tail -n 1)
hasNew=$(printf '%s\\n' "$all" | grep -c 'cri.v1.runtime".containerd.runtimes' || true)
printf '%s\\n' "$all" | awk -v version="$version" -v hasNew="$hasNew" '
  /^version = / { next }
  /^ *\\[/ { shown = !index($0, "io.containerd.grpc.v1.cri") || (version == 2 && !(hasNew > 0 && index($0, ".containerd.runtimes"))) }
  { sub(/io.containerd.grpc.v1.cri/, "io.containerd.cri.v1.runtime") }
  shown || !/./ { print }'`;
}

function standInForKubectl(state: string): string {
  return `
case "$*" in
  "get node node-1 -o jsonpath={.status.runtimeHandlers[*].name}") cat ${state}/handlers ;;
  "get node node-1 -o jsonpath={.metadata.labels['aks-sandbox/ready']}") cat ${state}/label ;;
  "get node node-1 -o jsonpath={.spec.taints[*].key}") cat ${state}/taints ;;
  "label --overwrite node node-1 aks-sandbox/ready=gvisor") printf gvisor >${state}/label; echo "$*" >>${state}/asked ;;
  "label node node-1 aks-sandbox/ready-") : >${state}/label; echo "$*" >>${state}/asked ;;
  "taint node node-1 aks-sandbox/installing-") : >${state}/taints; echo "$*" >>${state}/asked ;;
  *) echo "not expected: $*" >&2; exit 1 ;;
esac`;
}

function execute(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  onOutput: ((text: string) => void) | undefined,
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = execFile(file, [...args], { env, timeout: 20_000 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== "number") {
        const seen = `${error.message}\n${stdout.slice(0, 2_000)}\n${stderr.slice(0, 2_000)}`;
        reject(new Error(seen, { cause: error }));
      } else resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
    if (onOutput !== undefined)
      child.stdout?.on("data", (text) => {
        onOutput(String(text));
      });
  });
}

async function filesBelow(root: string, folders: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const folder of folders) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const mode = ((await stat(path)).mode & 0o777).toString(8);
      found[path.slice(root.length + 1)] = `${mode} ${sha256(await readFile(path))}`;
    }
  }
  return found;
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
