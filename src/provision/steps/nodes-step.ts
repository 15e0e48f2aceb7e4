import { CliError } from "../../errors.js";
import type { Node, PodResult } from "../../kubernetes/kubernetes.js";
import { aksPoolLabel, isVirtualPool } from "../../runtimes/marks.js";
import type { PoolSpec } from "../../spec/sandbox-spec.js";
import { nodesWanted } from "../../spec/sandbox-spec.js";
import type { SandboxRuntime } from "../../runtimes/runtime.js";
import type { Step } from "../../steps/step.js";
import { abortAfter } from "../abort-after.js";
import { explainNode, explainUnready, firstHopelessPod, type DaemonSetName } from "../installer-pods.js";
import { renderInstaller } from "../installer-request.js";
import { untilRolledOut } from "../installer-rollout.js";
import { found, type RunState } from "../run-state.js";

/** How long nodes may take after Azure reported the pool as Succeeded, service time. */
const patienceMs = 15 * 60_000;
/** How long the reasons may be looked for once it is over, service time. */
const explainMs = 30_000;

/**
 * Waits until the pool's nodes are Ready, report the runtime's handler and, where something is installed on them, carry the
 * label that its installer sets last and its newest pods are ready. Ends early where an installer's pod cannot come to its
 * end. Changes nothing.
 */
export function nodesStep(pool: PoolSpec): Step<RunState> {
  const { handler } = pool.runtime.runtimeClass;
  const ready = pool.runtime.installer?.readyLabel;
  const selector = `${aksPoolLabel}=${pool.name}`;
  const labelled = ready === undefined ? "" : `, and carry the label ${ready.key}=${ready.value}`;
  return {
    id: "nodes",
    title: `Nodes of pool ${pool.name}`,
    plan: () => `wait until the nodes of pool ${pool.name} are Ready and report the handler ${handler}${labelled}`,
    async run(state, report) {
      const kubernetes = found(state.kubernetes, "connection to the cluster");
      const live = found(state.pool, "pool");
      const asked =
        live.autoscaling === undefined ? live.count : Math.min(live.autoscaling.minCount, nodesWanted(pool.size));
      if (isVirtualPool(live) && (await kubernetes.nodes.list(selector, state.signal)).length === 0) {
        throw virtual(pool.name, state.changed);
      }
      if (asked === 0) return { status: "unchanged", detail: "none yet: the autoscaler's minimum is 0" };
      const rendered = await renderInstaller(pool.runtime, pool.installer);
      const daemonSet = rendered?.daemonSet;
      let last: readonly Node[] = [];
      const limit = abortAfter(state, patienceMs);
      const done = new AbortController();
      const signal = AbortSignal.any([limit.signal, done.signal]);
      const nodes = kubernetes.nodes.watch(
        selector,
        (present) => {
          last = present;
          const usable = present.filter((node) => whyUnusable(node, pool.runtime) === undefined).length;
          report.progress({ nodesReady: { ready: usable, asked } });
          return usable >= asked;
        },
        signal,
      );
      const all =
        daemonSet === undefined
          ? nodes
          : nodes.then(async () => {
              await untilRolledOut({ kubernetes, daemonSet, signal });
            });
      const hopeless = daemonSet === undefined ? all : firstHopelessPod({ kubernetes, daemonSet, signal });
      try {
        const pod = await Promise.race([all, hopeless]);
        if (pod !== undefined) throw await notUsable(pool, last, asked, state, daemonSet, pod);
      } catch (error) {
        if (limit.expired()) throw await notUsable(pool, last, asked, state, daemonSet);
        throw error;
      } finally {
        limit.dispose();
        done.abort(new Error("no longer needed"));
        await Promise.allSettled([all, hopeless]);
      }
      return { status: "unchanged", detail: `${asked} ready, each with the handler ${handler}` };
    },
  };
}

/** Waiting would be in vain: a pool that says so of itself, and has no node. */
function virtual(name: string, changed: boolean): CliError {
  return new CliError("PoolVirtual", `pool ${name} is virtual: the local Azure's real cluster has no node for it`, {
    changed,
    remaining: [`pool ${name} is there, without nodes`],
    hint: `start the local Azure with --pool-node ${name}=NODE`,
  });
}

async function notUsable(
  pool: PoolSpec,
  nodes: readonly Node[],
  asked: number,
  state: RunState,
  daemonSet: DaemonSetName | undefined,
  hopeless?: PodResult,
): Promise<CliError> {
  const kubernetes = found(state.kubernetes, "connection to the cluster");
  // A limit of its own: the run's may be what ended the wait.
  const limit = abortAfter({ ...state, signal: new AbortController().signal, deadlineMs: undefined }, explainMs);
  const reasons: string[] = [];
  for (const node of nodes) {
    const why = whyUnusable(node, pool.runtime);
    if (why === undefined) continue;
    const watch = daemonSet === undefined ? undefined : { kubernetes, daemonSet, signal: limit.signal };
    const pod = watch === undefined || !node.ready ? "" : await explainNode(watch, node.name).catch(() => "");
    reasons.push(`${node.name}: ${why}${pod === "" ? "" : `; ${pod}`}`);
  }
  if (reasons.length === 0 && nodes.length >= asked && daemonSet !== undefined) {
    // The nodes are as an earlier version of the installer has left them.
    const watch = { kubernetes, daemonSet, signal: limit.signal };
    const where = hopeless?.nodeName;
    const why =
      where === undefined ? explainUnready(watch) : explainNode(watch, where).then((text) => `${where}: ${text}`);
    reasons.push(`the installer's newest pods are not ready everywhere: ${await why.catch(() => "")}`);
  }
  limit.dispose();
  if (nodes.length < asked) reasons.push(`${asked - nodes.length} of ${asked} nodes have not joined the cluster`);
  const isOurLimit = state.deadlineMs !== undefined && state.clock.elapsedMs() >= state.deadlineMs;
  return new CliError("NodesNotReady", `not all nodes of pool ${pool.name} can be used: ${reasons.join("; ")}`, {
    exitReason: isOurLimit ? "timeLimit" : "failed",
    changed: state.changed,
    remaining: [`pool ${pool.name} is there; its nodes are not all usable`],
    hint:
      daemonSet === undefined
        ? `look at them: kubectl describe nodes -l ${aksPoolLabel}=${pool.name}`
        : `look at the installer: kubectl -n ${daemonSet.namespace} logs daemonset/${daemonSet.name} --all-pods`,
  });
}

/** Undefined for a node that can start sandboxes. */
function whyUnusable(node: Node, { runtimeClass: { handler }, installer }: SandboxRuntime): string | undefined {
  if (!node.ready) return node.notReadyReason ?? "not ready";
  if (node.runtimeHandlers === undefined) return "its kubelet reports no runtime handlers at all";
  if (!node.runtimeHandlers.includes(handler)) {
    const present = node.runtimeHandlers.filter((name) => name !== "").join(", ");
    return `ready, but without the handler ${handler} (it has ${present})`;
  }
  const label = installer?.readyLabel;
  if (label === undefined || node.labels[label.key] === label.value) return undefined;
  return `ready, and has the handler ${handler}, but not yet the label ${label.key}=${label.value}`;
}
