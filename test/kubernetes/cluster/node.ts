import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { Socket } from "node:net";
import { join } from "node:path";
import { sourceFolder } from "./source-folder.js";
import { isAlive, killProcess, processOf, type ProcessId } from "./processes.js";
import { until } from "./until.js";

/** The machine that a cluster's one node runs on: namespaces of its own on this machine. */
export interface Node {
  /** Name of the node, and its host name. */
  readonly name: string;
  /** Its process 1, by the number that it has on the host. */
  readonly init: ProcessId;
  /** Folders of the control groups that all its processes are in. */
  readonly controlGroups: readonly string[];
}

export interface CommandResult {
  /** -1 where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const environment = { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root" };
/** Joins the control groups that the arguments name up to `--`, then becomes the command behind it. */
const joinGroups = 'while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" || exit 1; shift; done; shift; exec "$@"';
/**
 * Version 2: a group with processes cannot hand controllers to the groups below it. So the processes move to a group of
 * their own, below the one that is the root to the node's namespace.
 */
const splitGroups =
  'while [ "$1" != -- ]; do if [ -e "$1/cgroup.controllers" ]; then mkdir "$1/init" && echo $$ >"$1/init/cgroup.procs" || exit 1; fi; shift; done; shift; exec "$@"';
/** Starts the command again whenever it ends, as systemd does with containerd and the kubelet; keeps its process id. */
const again = 'name=$1; shift; while :; do "$@" & echo $! >"/run/$name.pid"; wait $!; sleep 0.2; done';

/**
 * Makes the node; it ends with this process, however that ends, unless `outlives` is set. What goes wrong in the making
 * stands in `folder`/node.log.
 */
export async function startNode(
  name: string,
  controlGroups: readonly string[],
  folder: string,
  outlives: boolean,
): Promise<Node> {
  const namespaces = ["--mount", "--pid", "--net", "--uts", "--ipc", "--fork"];
  const split = ["unshare", "--cgroup", "bash", "-c", splitGroups, "bash", ...controlGroups, "--"];
  const script = ["bash", join(sourceFolder, "node.sh"), name, ...(outlives ? ["outlives"] : [])];
  const logFile = join(folder, "node.log");
  const log = openSync(logFile, "a");
  const child = spawn(
    "bash",
    ["-c", joinGroups, "bash", ...controlGroups, "--", ...split, "unshare", ...namespaces, ...script],
    // A session of its own: Ctrl-C reaches this process alone, which then ends the node in order.
    { detached: true, env: environment, stdio: [outlives ? "ignore" : "pipe", "pipe", log] },
  );
  closeSync(log);
  const pid = await new Promise<number>((resolve, reject) => {
    let printed = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      if (printed.includes("\n")) resolve(Number(printed));
    });
    child.once("error", reject).once("exit", (code) => {
      reject(new Error(`the node's namespaces could not be made (exit ${code ?? "by a signal"}): see ${logFile}`));
    });
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout]) if (stream instanceof Socket) stream.unref();
  const init = processOf(pid);
  if (init === undefined) throw new Error(`the node ended as soon as it was made: see ${logFile}`);
  return { name, init, controlGroups: controlGroups.map(joinable) };
}

/** Ends all processes of the node, and waits until they are gone. */
export async function stopNode(init: ProcessId): Promise<void> {
  killProcess(init);
  await until("the end of the node's processes", () => (isAlive(init) ? undefined : true));
}

/** Runs a command in the node; `input` is its standard input. Does not fail where the command does. */
export async function runInNode(
  node: Node,
  command: readonly string[],
  input: string | Uint8Array = "",
): Promise<CommandResult> {
  return await new Promise((resolve, reject) => {
    const child = spawn("bash", entering(node, command), { env: environment, stdio: "pipe" });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.once("error", reject).once("close", (code) => {
      resolve({ code: code ?? -1, stdout, stderr });
    });
    // A command that reads nothing may be gone by now.
    child.stdin.on("error", () => undefined).end(input);
  });
}

/** As `runInNode`, and fails where the command does; answers with what it printed. */
export async function mustRunInNode(
  node: Node,
  command: readonly string[],
  input: string | Uint8Array = "",
): Promise<string> {
  const { code, stdout, stderr } = await runInNode(node, command, input);
  if (code !== 0) throw new Error(`${command.join(" ")}: exit ${code}: ${stderr.trim()}`);
  return stdout;
}

/** Starts a program that runs as long as the node; what it prints goes to `logFile`. */
export function startInNode(node: Node, command: readonly string[], logFile: string): void {
  const log = openSync(logFile, "a");
  spawn("bash", entering(node, command), { detached: true, env: environment, stdio: ["ignore", log, log] }).unref();
  closeSync(log);
}

/** As `startInNode`; started again whenever it ends. Its process id in the node stands there in /run/`name`.pid. */
export function superviseInNode(node: Node, name: string, command: readonly string[], logFile: string): void {
  startInNode(node, ["bash", "-c", again, "bash", name, ...command], logFile);
}

/** The path by which this machine sees a file of the node. */
export function nodePath(node: Node, path: string): string {
  return `/proc/${node.init.pid}/root${path}`;
}

/** What `splitGroups` made. */
function joinable(controlGroup: string): string {
  const own = join(controlGroup, "init");
  return existsSync(own) ? own : controlGroup;
}

function entering(node: Node, command: readonly string[]): string[] {
  const target = ["--target", String(node.init.pid), "--mount", "--pid", "--net", "--uts", "--ipc", "--cgroup"];
  return ["-c", joinGroups, "bash", ...node.controlGroups, "--", "nsenter", ...target, "--", ...command];
}
