import { hostname } from "node:os";
import { CliError, usageError } from "../../../errors.js";
import { connectNodeEditor, type EditableNode, type NodeEditor } from "../../../kubernetes/edit-nodes.js";
import { ApiStatusError } from "../../../kubernetes/kubernetes-error.js";
import { loadKubeconfig } from "../../../kubernetes/load-kubeconfig.js";
import { aksPoolLabel, runtimeMark, taintEffect } from "../../../runtimes/marks.js";
import type { KubernetesBackendFactory } from "../../../simulator/simulator.js";
import type { CommandContext } from "../../command.js";
import { createExternalBackend } from "./external-backend.js";
import { readExternalAccess } from "./handed-kubeconfig.js";
import { MarkedNodes } from "./marked-nodes.js";
import { markPatch, ownerOf, recordAnnotation, type MarkOwner, type NodeMarks } from "./node-marks.js";

export interface ExternalSettings {
  /** A kubeconfig file; its current context counts. */
  readonly kubeconfig: string;
  /** Pool -> node. */
  readonly poolNodes: ReadonlyMap<string, string>;
}

/** A real cluster, looked at and not changed yet. */
export interface External {
  readonly server: string;
  readonly poolNodes: ReadonlyMap<string, string>;
  readonly factory: KubernetesBackendFactory;
  /** What a state file keeps of it: no secret. */
  readonly name: string;
  /** Marks the nodes as the local Azure wants them, and keeps them so; before that, nothing is changed. */
  begin(url: string): Promise<void>;
  /** Takes every mark away; says on stderr what could not be. */
  end(): Promise<void>;
}

/** How long the clean-up at the end may take, wall time. */
const endLimitMs = 15_000;

/**
 * Reads the kubeconfig, asks the cluster for its nodes and whether they may be changed. Throws what a person can mend: a
 * file or context that is not there, a node that is not, a cluster that does not answer, a role that may not.
 */
export async function openExternal(context: CommandContext, settings: ExternalSettings): Promise<External> {
  const { poolNodes } = settings;
  const { clock, signal, stderr } = context;
  const kubeconfig = await load(context, settings.kubeconfig);
  const editor = await connectNodeEditor({ kubeconfig, contextName: undefined, token: undefined }, context);
  const access = await readExternalAccess(kubeconfig);
  const live = await editor.list(signal);
  for (const [pool, node] of poolNodes) checkNode(live, pool, node, editor.server);
  const say = (text: string) => {
    stderr.write(`${text}\n`);
  };
  const held = new Set(poolNodes.values());
  const left = nodesLeft(live, held, say);
  let url = "";
  const owner = (): MarkOwner => ({
    url,
    pid: process.pid,
    host: hostname(),
    since: new Date(clock.now()).toISOString(),
  });
  await checkAllowed(editor, live, poolNodes, owner(), signal);
  const nodes = new MarkedNodes({
    editor,
    clock,
    owner,
    held,
    left,
    onFault: (text) => {
      say(`the marks of the real nodes are not as they should be, and are tried again: ${text}`);
    },
  });
  return {
    server: editor.server,
    poolNodes,
    factory: ({ log }) => createExternalBackend({ server: editor.server, access, poolNodes, nodes, log }),
    name: [editor.server, ...[...poolNodes].map(([pool, node]) => `${pool}=${node}`).sort()].join(" "),
    begin: async (given) => {
      url = given;
      await nodes.begin();
    },
    end: () => end(nodes, [...held], say),
  };
}

async function load(context: CommandContext, file: string): Promise<string> {
  try {
    return await loadKubeconfig(file, context);
  } catch (error) {
    if (!(error instanceof CliError && error.code === "NoKubeconfig")) throw error;
    throw usageError(
      "NoKubeconfig",
      `there is no kubeconfig at ${file}`,
      "write one of a context of yours: kubectl config view --minify --flatten > FILE",
    );
  }
}

function checkNode(live: readonly EditableNode[], pool: string, node: string, server: string): void {
  const found = live.find(({ name }) => name === node);
  if (found === undefined) {
    const names = live.map(({ name }) => name);
    throw new CliError("NodeNotFound", `--pool-node ${pool}=${node}: ${server} has no node ${node}`, {
      exitReason: "notFound",
      hint: names.length === 0 ? "it has no nodes at all" : `choose one of its nodes: ${names.slice(0, 10).join(", ")}`,
    });
  }
  const owner = ownerOf(found);
  if (owner === undefined || !isAlive(owner)) return;
  throw new CliError("NodeInUse", `node ${node} serves the local Azure at ${owner.url} (process ${owner.pid})`, {
    exitReason: "conflict",
    hint: `end that one first: kill ${owner.pid}`,
  });
}

/** A dry run of what will be done: who may not, or whose cluster refuses it, is told before anything is started. */
async function checkAllowed(
  editor: NodeEditor,
  live: readonly EditableNode[],
  poolNodes: ReadonlyMap<string, string>,
  owner: MarkOwner,
  signal: AbortSignal,
): Promise<void> {
  for (const [pool, name] of poolNodes) {
    const node = live.find((one) => one.name === name);
    const patch = node === undefined ? undefined : markPatch(node, sampleMarks(pool), owner);
    if (patch === undefined) continue;
    try {
      await editor.patch(name, patch, { dryRun: true }, signal);
    } catch (error) {
      // Somebody else changed the node meanwhile: the rest was let through.
      if (!(error instanceof ApiStatusError && error.status === 409)) throw error;
    }
  }
}

function sampleMarks(pool: string): NodeMarks {
  return {
    machine: "dry-run",
    labels: { agentpool: pool, [aksPoolLabel]: pool },
    taints: [{ key: runtimeMark, value: "dry-run", effect: taintEffect }],
    firstTaints: [],
    cordoned: true,
  };
}

/** Nodes besides the mapped ones that a run of this machine that is no more has left marked. */
function nodesLeft(
  live: readonly EditableNode[],
  mapped: ReadonlySet<string>,
  say: (text: string) => void,
): readonly string[] {
  const left = live.filter((node) => {
    const owner = ownerOf(node);
    if (mapped.has(node.name) || owner === undefined) return false;
    if (owner.host === hostname()) return !isAlive(owner);
    say(
      `node ${node.name} carries marks of a local Azure on ${owner.host}, which are left; to have them taken away: ` +
        `start one with --pool-node NAME=${node.name}, and end it`,
    );
    return false;
  });
  return left.map(({ name }) => name);
}

/** Of another machine nobody can tell: its marks are taken over with the node. */
function isAlive({ pid, host }: MarkOwner): boolean {
  if (host !== hostname() || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function end(nodes: MarkedNodes, names: readonly string[], say: (text: string) => void): Promise<void> {
  try {
    await nodes.end(AbortSignal.timeout(endLimitMs));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(
      `the pools' labels and taints could not be taken from ${names.join(", ")} again: ${why}\n` +
        "next: start the local Azure once more with the same flags, and end it; what was changed stands in the node's " +
        `annotation ${recordAnnotation}`,
    );
  }
}
