import { counted } from "../finding-words.js";
import type { Clock } from "../clock.js";
import type { KubernetesConnection, Node, RuntimeClass } from "../kubernetes/kubernetes.js";
import { probeLabels, probeName } from "../kubernetes/probe-pod-manifest.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import { classWarnings, type ProofWarning } from "./class-warnings.js";
import { judgeNode } from "./judge-node.js";
import { kernelWarnings } from "./kernel-warnings.js";
import { leftOutNodes, leftOutProblem, leftOutWarnings } from "./left-out-nodes.js";
import { leftovers } from "./leftovers.js";
import pMap from "p-map";
import { PodWatch } from "./pod-watch.js";
import { probeNode, type ProbeRun } from "./probe-node.js";
import type { NodeVerdict, Probe, ProbeRole, Problem, Verdict } from "./proof.js";
import { chooseNodes, sandboxNodes } from "./sandbox-nodes.js";

export interface ProofRequest {
  readonly runtimeClassName: string;
  readonly namespace: string;
  /** Undefined = that of `templates/probe-pod.yaml`. */
  readonly image: string | undefined;
  /** How many nodes to look at; undefined = all. */
  readonly nodes: number | undefined;
  /** Only nodes for which it holds; undefined = every sandbox node. */
  readonly only: ((node: Node) => boolean) | undefined;
  /** Nodes at a time. */
  readonly parallel: number;
  /** Service time that one pod may take from its creation to its end. */
  readonly podLimitMs: number;
}

/** What a proof may use, and whom it tells how far it is. */
export interface ProofTools {
  readonly kubernetes: KubernetesConnection;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly uuid: () => string;
  readonly runtimes: RuntimeTable;
  readonly onProgress: (done: number, of: number) => void;
  readonly onNote: (text: string) => void;
}

export interface Proof {
  readonly verdict: Verdict;
  /** Why, in words. */
  readonly reason: string;
  readonly event: string | undefined;
  readonly cure: string | undefined;
  /** The class that was asked for. */
  readonly runtimeClassName: string;
  /** Undefined where it does not exist. */
  readonly runtimeClass: RuntimeClass | undefined;
  /** One for each node that was looked at. */
  readonly nodes: readonly NodeVerdict[];
  /** How many sandbox nodes there are, those included that have to be looked at and cannot be yet. */
  readonly of: number;
  readonly warnings: readonly ProofWarning[];
  /** Pools that the total says nothing of: a local Azure beside a real cluster, which has no nodes of theirs. */
  readonly skippedPools: readonly string[];
  readonly nonce: string;
  readonly kubernetesVersion: string;
  /** ISO 8601, by our own clock. */
  readonly startedAt: string;
  readonly endedAt: string;
}

/** How long the removal of the pods may take after an interruption, service time. */
const cleanUpMs = 30_000;

/**
 * Proves or disproves that pods of a RuntimeClass get a kernel of their own on its sandbox nodes. Throws only where the
 * cluster cannot be asked; everything else is a verdict. Its pods are removed however it ends.
 */
export async function prove(tools: ProofTools, request: ProofRequest): Promise<Proof> {
  const { kubernetes, clock } = tools;
  const startedAt = new Date(clock.now()).toISOString();
  // What ends one probe ends them all: none may go on behind the removal of the pods.
  const fault = new AbortController();
  const signal = AbortSignal.any([tools.signal, fault.signal]);
  const [runtimeClass, allNodes, kubernetesVersion] = await Promise.all([
    kubernetes.runtimeClasses.get(request.runtimeClassName, signal),
    kubernetes.nodes.list(undefined, signal),
    kubernetes.serverVersion(signal),
  ]);
  const id = tools.uuid().slice(0, 8);
  const nonce = tools.uuid();
  const watch = new PodWatch(kubernetes, {
    clock,
    namespace: request.namespace,
    labelSelector: `${probeLabels.name}=${probeName}`,
    signal,
  });
  const tolerations = runtimeClass?.tolerations ?? [];
  const run: ProbeRun = {
    clock,
    ...request,
    tolerations,
    kubernetes,
    watch,
    id,
    nonce,
    signal,
    onNote: tools.onNote,
    said: new Set(),
  };
  const { runtimeClassName } = request;
  const known = { runtimeClassName, runtimeClass, nonce, kubernetesVersion, startedAt, skippedPools: [] };
  const ended = () => ({ endedAt: new Date(clock.now()).toISOString() });
  try {
    const candidates = runtimeClass === undefined ? [] : sandboxNodes(allNodes, runtimeClass, tools.runtimes);
    const wanted = candidates.filter((node) => request.only?.(node) ?? true);
    // Of the pool asked for, every node of the runtime counts; else those that only wait for their installer.
    const asked = allNodes.filter((node) => request.only?.(node) ?? true);
    const leftOut = runtimeClass === undefined ? [] : leftOutNodes(asked, runtimeClass, tools.runtimes);
    const unproven = leftOut.filter(({ isUnfinished }) => isUnfinished || request.only !== undefined);
    if (runtimeClass !== undefined && candidates.length > 0 && wanted.length === 0) {
      const none = noneOfThose(runtimeClassName, candidates, leftOutProblem(unproven));
      return { ...known, ...none, nodes: [], of: unproven.length, warnings: [], ...ended() };
    }
    if (runtimeClass === undefined || wanted.length === 0) {
      const probe = await probeNode(run, undefined, "sandbox", `${probeName}-${id}`);
      return {
        ...known,
        ...withoutNodes(runtimeClassName, runtimeClass, probe),
        nodes: [],
        of: 0,
        warnings: [],
        ...ended(),
      };
    }
    const chosen = chooseNodes(wanted, request.nodes);
    const pairs = await probeAll(run, tools, fault, chosen, request.parallel);
    const [nodesAfter, classAfter] = await Promise.all([
      kubernetes.nodes.list(undefined, signal),
      kubernetes.runtimeClasses.get(request.runtimeClassName, signal),
    ]);
    const nodes = pairs.map(({ node, sandbox, control }) =>
      judgeNode({
        node,
        after: nodesAfter.find(({ name }) => name === node.name),
        sandbox,
        control,
        runtimeClassName,
        handler: runtimeClass.handler,
        handlerAfter: classAfter?.handler,
      }),
    );
    const warnings = [
      ...classWarnings(runtimeClass, classAfter, chosen, tools.runtimes),
      ...kernelWarnings(runtimeClass, nodes, tools.runtimes),
      ...leftOutWarnings(
        runtimeClass,
        leftOut.filter((node) => !unproven.includes(node)),
      ),
    ];
    const of = wanted.length + unproven.length;
    return { ...known, ...totalOf(nodes, of, leftOutProblem(unproven)), nodes, of, warnings, ...ended() };
  } finally {
    watch.stop();
    await cleanUp(run, tools);
  }
}

/** Both pods of a node together, `parallel` nodes at a time. When one fails, rejects after all others have stopped. */
async function probeAll(
  run: ProbeRun,
  { onProgress }: ProofTools,
  fault: AbortController,
  nodes: readonly Node[],
  parallel: number,
): Promise<readonly { readonly node: Node; readonly sandbox: Probe; readonly control: Probe }[]> {
  let done = 0;
  onProgress(done, nodes.length);
  const probe = async (node: Node, role: ProbeRole, podName: string) => {
    try {
      return await probeNode(run, node, role, podName);
    } catch (error) {
      fault.abort(error);
      return undefined;
    }
  };
  const probeOne = async (node: Node, index: number) => {
    const name = `${probeName}-${run.id}-${index}`;
    const [sandbox, control] = await Promise.all([
      probe(node, "sandbox", `${name}-s`),
      probe(node, "control", `${name}-c`),
    ]);
    if (sandbox === undefined || control === undefined) return [];
    done += 1;
    onProgress(done, nodes.length);
    return [{ node, sandbox, control }];
  };
  const pairs = await pMap(nodes, probeOne, { concurrency: parallel });
  run.signal.throwIfAborted();
  return pairs.flat();
}

type Total = Pick<Proof, "verdict" | "reason" | "event" | "cure">;

/** The worst node's. `unlooked`: why nodes that belong to it could not be looked at, which leaves no total `isolated`. */
function totalOf(nodes: readonly NodeVerdict[], of: number, unlooked: Problem | undefined): Total {
  const order: readonly Verdict[] = ["not isolated", "not proven", "isolated"];
  const verdict = order.find((each) => nodes.some((node) => node.verdict === each)) ?? "not proven";
  const [first] = nodes.filter((node) => node.verdict === verdict);
  const count = nodes.filter((node) => node.verdict === verdict).length;
  const coverage = nodes.length === of ? "" : `; looked at ${nodes.length} of ${counted(of, "node")}`;
  if (verdict === "isolated" || first === undefined) {
    const reason = `${nodes.length === 1 ? "the node is" : `all ${nodes.length} nodes are`} isolated${coverage}`;
    if (verdict === "isolated" && unlooked !== undefined) {
      return { verdict: "not proven", reason: `${unlooked.cause}; ${reason}`, event: undefined, cure: unlooked.cure };
    }
    return { verdict, reason, event: undefined, cure: undefined };
  }
  const { reason, event, cure } = first;
  const rest = `${count} of ${counted(nodes.length, "node")} ${verdict}: ${first.node}: ${reason}`;
  const left = unlooked === undefined ? "" : `; ${unlooked.cause}`;
  return { verdict, reason: rest + coverage + left, event, cure };
}

/** The class has nodes, and the request left none of them over. */
function noneOfThose(name: string, candidates: readonly Node[], unlooked: Problem | undefined): Total {
  const nodes =
    candidates.length === 1
      ? `the one node of RuntimeClass ${name} is not`
      : `none of the ${candidates.length} nodes of RuntimeClass ${name} is`;
  return {
    verdict: "not proven",
    reason: unlooked?.cause ?? `${nodes} in the pool asked for`,
    event: undefined,
    cure: unlooked?.cure ?? "name another pool, or leave --pool out",
  };
}

/** No node to look at. The pod without a place tells in the cluster's own words why. */
function withoutNodes(name: string, runtimeClass: RuntimeClass | undefined, { problem }: Probe): Total {
  const selector = Object.entries(runtimeClass?.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
  const noNodes: Problem = {
    kind: "selector",
    cause: selector.length === 0 ? "no node is known to run it" : `no node has ${selector.join(",")}, which it selects`,
    event: undefined,
    cure: "add a sandbox pool: aks-sandbox pool add, or mend the class: aks-sandbox runtimeclass apply",
  };
  const { cause, event, cure } =
    runtimeClass === undefined ? (problem ?? noNodes) : { ...noNodes, event: problem?.event };
  const reason = runtimeClass === undefined ? cause : `RuntimeClass ${name} has no sandbox nodes: ${cause}`;
  return { verdict: "not proven", reason, event, cure };
}

/**
 * Removes the run's pods, and what killed runs have left, also after an interruption. A removal that fails hides no
 * verdict and no error: the pods end by themselves, and the next run removes them.
 */
async function cleanUp(run: ProbeRun, { kubernetes, clock, onNote }: ProofTools): Promise<void> {
  const limit = new AbortController();
  const timer = clock.sleep(cleanUpMs, limit.signal).then(
    () => {
      limit.abort(new Error("the pods were not removed in time"));
    },
    () => undefined,
  );
  try {
    await kubernetes.pods.deleteAll(run.namespace, `${probeLabels.run}=${run.id}`, limit.signal);
    for (const name of leftovers(run.watch.present(), run.id)) {
      await kubernetes.pods.delete(run.namespace, name, limit.signal);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const command = `kubectl delete pods -n ${run.namespace} -l ${probeLabels.run}=${run.id}`;
    onNote(`the probe pods could not be removed (${why}); remove them with: ${command}`);
  } finally {
    limit.abort(new Error("done"));
    await timer;
  }
}
