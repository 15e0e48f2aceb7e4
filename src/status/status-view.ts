import type { Cluster, Pool } from "../azure/azure.js";
import type { StatusFacts } from "../facts/status-facts.js";
import type { Node, PodSummary } from "../kubernetes/kubernetes.js";
import { runtimeOfPool } from "../runtimes/index.js";
import { isVirtualPool } from "../runtimes/marks.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import { classStatus, countByClass, hasEnded, type ClassStatus } from "./class-status.js";
import { findings } from "./findings.js";
import { markedRuntime, poolOf } from "./node-marks.js";
import type { NodeStatus, OperationUnderWay, PodsStatus, PoolStatus, StatusView } from "./status.js";

/** `where`: the flags that name the cluster, for cures. Pure: the same facts give the same view. */
export function statusView(facts: StatusFacts, where: string, runtimes: RuntimeTable): StatusView {
  const { cluster, server, nodes, unknown } = facts;
  const byClass = facts.pods === undefined ? undefined : countByClass(facts.pods);
  const runtimeClasses = facts.runtimeClasses?.map((live) =>
    classStatus(
      live,
      nodes,
      byClass === undefined ? undefined : (byClass.get(live.name) ?? { running: 0, pending: 0 }),
      runtimes,
    ),
  );
  const sandboxed = facts.pods === undefined ? undefined : sandboxedByNode(facts.pods, runtimeClasses);
  const pools = cluster?.pools.map((pool) => poolStatus(pool, nodes, runtimes));
  const view = {
    cluster,
    server,
    pools,
    nodes: nodes?.map((node) => nodeStatus(node, sandboxed, runtimes)),
    runtimeClasses,
    pods: byClass === undefined ? undefined : { total: countPods(facts.pods), byClass, sharedNodes: shared(sandboxed) },
    operations: cluster === undefined ? [] : operations(cluster),
    unknown,
  };
  return { ...view, findings: findings({ ...view, liveNodes: nodes ?? [], where, runtimes }) };
}

type SandboxedByNode = ReadonlyMap<string, { readonly pods: number; readonly namespaces: readonly string[] }>;

function sandboxedByNode(
  pods: Iterable<PodSummary>,
  classes: readonly ClassStatus[] | undefined,
): SandboxedByNode | undefined {
  if (classes === undefined) return undefined;
  const names = new Set(classes.filter(({ isSandbox }) => isSandbox).map(({ name }) => name));
  const found = new Map<string, { pods: number; namespaces: Set<string> }>();
  for (const { nodeName, runtimeClassName, phase, namespace } of pods) {
    if (nodeName === undefined || runtimeClassName === undefined || !names.has(runtimeClassName) || hasEnded(phase))
      continue;
    const entry = found.get(nodeName) ?? { pods: 0, namespaces: new Set<string>() };
    entry.pods++;
    entry.namespaces.add(namespace);
    found.set(nodeName, entry);
  }
  return new Map(
    [...found].map(([node, entry]) => [node, { pods: entry.pods, namespaces: [...entry.namespaces].sort() }]),
  );
}

function shared(sandboxed: SandboxedByNode | undefined): PodsStatus["sharedNodes"] {
  return [...(sandboxed ?? [])].flatMap(([node, entry]) => (entry.pods > 1 ? [{ node, ...entry }] : []));
}

function countPods(pods: Iterable<PodSummary> | undefined): number {
  let total = 0;
  for (const { phase } of pods ?? []) if (!hasEnded(phase)) total++;
  return total;
}

function poolStatus(pool: Pool, nodes: readonly Node[] | undefined, runtimes: RuntimeTable): PoolStatus {
  const own = nodes?.filter((node) => poolOf(node) === pool.name);
  return {
    pool,
    runtime: runtimeOfPool(pool, runtimes)?.id,
    virtual: isVirtualPool(pool),
    nodes: own?.length,
    readyNodes: own?.filter(({ ready }) => ready).length,
  };
}

function nodeStatus(node: Node, sandboxed: SandboxedByNode | undefined, runtimes: RuntimeTable): NodeStatus {
  const { name, ready, unschedulable, kubeletVersion, osImage, runtimeHandlers } = node;
  const own = sandboxed?.get(name);
  return {
    name,
    pool: poolOf(node),
    runtime: markedRuntime(node, runtimes),
    ready,
    unschedulable,
    kubeletVersion,
    osImage,
    runtimeHandlers,
    sandboxedPods: sandboxed === undefined ? undefined : (own?.pods ?? 0),
    namespaces: sandboxed === undefined ? undefined : (own?.namespaces ?? []),
  };
}

const finalStates: readonly string[] = ["Succeeded", "Failed", "Canceled", "Unknown"];

/** Azure lists no operations in its stable API: a state that is not final tells of one. */
function operations({ name, provisioningState, pools }: Cluster): readonly OperationUnderWay[] {
  return [
    { on: `cluster ${name}`, state: provisioningState },
    ...pools.map((pool) => ({ on: `pool ${pool.name}`, state: pool.provisioningState })),
  ].filter(({ state }) => !finalStates.includes(state));
}
