import { CliError } from "../../errors.js";
import type { Node } from "../../kubernetes/kubernetes.js";
import { aksPoolLabel, isVirtualPool } from "../../runtimes/marks.js";
import type { PoolSpec } from "../../spec/sandbox-spec.js";
import { nodesWanted } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { abortAfter } from "../abort-after.js";
import { found, type RunState } from "../run-state.js";

/** How long nodes may take after Azure reported the pool as Succeeded, service time. */
const patienceMs = 15 * 60_000;

/** Waits until the pool's nodes are Ready and report the runtime's handler. Changes nothing. */
export function nodesStep(pool: PoolSpec): Step<RunState> {
  const { handler } = pool.runtime.runtimeClass;
  return {
    id: "nodes",
    title: `Nodes of pool ${pool.name}`,
    plan: () => `wait until the nodes of pool ${pool.name} are Ready and report the handler ${handler}`,
    async run(state, report) {
      const kubernetes = found(state.kubernetes, "connection to the cluster");
      const live = found(state.pool, "pool");
      const asked =
        live.autoscaling === undefined ? live.count : Math.min(live.autoscaling.minCount, nodesWanted(pool.size));
      if (isVirtualPool(live)) throw virtual(pool.name, state.changed);
      if (asked === 0) return { status: "unchanged", detail: "none yet: the autoscaler's minimum is 0" };
      let last: readonly Node[] = [];
      const limit = abortAfter(state, patienceMs);
      try {
        await kubernetes.nodes.watch(
          `${aksPoolLabel}=${pool.name}`,
          (nodes) => {
            last = nodes;
            const ready = nodes.filter((node) => isUsable(node, handler)).length;
            report.progress({ nodesReady: { ready, asked } });
            return ready >= asked;
          },
          limit.signal,
        );
      } catch (error) {
        if (limit.expired()) throw notReady(pool, last, asked, state);
        throw error;
      } finally {
        limit.dispose();
      }
      return { status: "unchanged", detail: `${asked} ready, each with the handler ${handler}` };
    },
  };
}

function isUsable(node: Node, handler: string): boolean {
  return node.ready && node.runtimeHandlers?.includes(handler) === true;
}

/** Waiting would be in vain. */
function virtual(name: string, changed: boolean): CliError {
  return new CliError("PoolVirtual", `pool ${name} is virtual: the local Azure's real cluster has no node for it`, {
    changed,
    remaining: [`pool ${name} is there, without nodes`],
    hint: `start the local Azure with --pool-node ${name}=NODE`,
  });
}

function notReady(pool: PoolSpec, nodes: readonly Node[], asked: number, state: RunState): CliError {
  const { handler } = pool.runtime.runtimeClass;
  const reasons = nodes
    .filter((node) => !isUsable(node, handler))
    .map((node) => `${node.name}: ${reasonOf(node, handler)}`);
  if (nodes.length < asked) reasons.push(`${asked - nodes.length} of ${asked} nodes have not joined the cluster`);
  const isOurLimit = state.deadlineMs !== undefined && state.clock.elapsedMs() >= state.deadlineMs;
  return new CliError("NodesNotReady", `not all nodes of pool ${pool.name} can be used: ${reasons.join("; ")}`, {
    exitReason: isOurLimit ? "timeLimit" : "failed",
    changed: state.changed,
    remaining: [`pool ${pool.name} is there; its nodes are not all usable`],
    hint: `look at them: kubectl describe nodes -l ${aksPoolLabel}=${pool.name}`,
  });
}

function reasonOf(node: Node, handler: string): string {
  if (!node.ready) return node.notReadyReason ?? "not ready";
  if (node.runtimeHandlers === undefined) return "its kubelet reports no runtime handlers at all";
  return `ready, but without the handler ${handler} (it has ${node.runtimeHandlers.filter((name) => name !== "").join(", ")})`;
}
