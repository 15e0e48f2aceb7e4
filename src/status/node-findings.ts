import type { Node } from "../kubernetes/kubernetes.js";
import { allVariants, findRuntime, runtimeOfPool } from "../runtimes/index.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import { counted, someNames } from "../finding-words.js";
import type { Finding, FindingsInput } from "./status.js";
import { markedRuntime, poolOf } from "./node-marks.js";

interface SandboxNode {
  readonly node: Node;
  readonly runtime: SandboxRuntime;
}

/** What the sandbox nodes say of themselves. */
export function nodeFindings(input: FindingsInput): readonly Finding[] {
  if (input.nodes === undefined) return [];
  const nodes = sandboxNodes(input);
  return [
    noSandboxNode(input, nodes),
    withoutHandler(nodes),
    notReady(nodes),
    handlersUnknown(nodes),
    virtualPools(input),
  ].filter((finding) => finding !== undefined);
}

/** Nodes of a pool with a sandbox runtime, and marked ones. */
function sandboxNodes({ liveNodes, pools, runtimes }: FindingsInput): readonly SandboxNode[] {
  const runtimeOf = new Map(pools?.map(({ pool }) => [pool.name, runtimeOfPool(pool, runtimes)]));
  return liveNodes.flatMap((node) => {
    const marked = markedRuntime(node, runtimes);
    const runtime =
      runtimeOf.get(poolOf(node) ?? "") ?? (marked === undefined ? undefined : findRuntime(marked, runtimes));
    return runtime === undefined ? [] : [{ node, runtime }];
  });
}

function noSandboxNode(
  { where, cluster, pools, runtimeClasses }: FindingsInput,
  nodes: readonly SandboxNode[],
): Finding | undefined {
  const isElsewhere = runtimeClasses?.some(({ isSandbox, nodesWithHandler = 0 }) => isSandbox && nodesWithHandler > 0);
  if (nodes.length > 0 || isElsewhere === true) return undefined;
  const empty = pools?.filter(({ runtime }) => runtime !== undefined) ?? [];
  return {
    id: "no-sandbox-node",
    severity: "note",
    text:
      empty.length > 0
        ? `no sandbox node is there: ${counted(empty.length, "sandbox pool")} without a node`
        : "no sandbox node is there: no pool has a sandbox runtime",
    cure:
      cluster === undefined || empty.length > 0
        ? "nodes come with a sandbox pool that has some"
        : `add a pool: aks-sandbox pool add ${where} --node-count 3`,
  };
}

function withoutHandler(nodes: readonly SandboxNode[]): Finding | undefined {
  const lacking = nodes.filter(
    ({ node: { ready, runtimeHandlers }, runtime }) =>
      ready &&
      runtimeHandlers !== undefined &&
      !allVariants(runtime).some(({ runtimeClass }) => runtimeHandlers.includes(runtimeClass.handler)),
  );
  const [first] = lacking;
  if (first === undefined) return undefined;
  return {
    id: "node-without-handler",
    severity: "problem",
    text: `${counted(lacking.length, "sandbox node")} without handler ${first.runtime.runtimeClass.handler}: ${someNames(lacking.map(({ node }) => node))}`,
    cure: "replace such a node, or make its pool anew with the runtime",
  };
}

function notReady(nodes: readonly SandboxNode[]): Finding | undefined {
  const lacking = nodes.map(({ node }) => node).filter(({ ready }) => !ready);
  const [first] = lacking;
  if (first === undefined) return undefined;
  return {
    id: "node-not-ready",
    severity: "warning",
    text: `${counted(lacking.length, "sandbox node")} not ready: ${someNames(lacking)} (${first.notReadyReason ?? "no reason given"})`,
    cure: `kubectl describe node ${first.name}`,
  };
}

/** Older kubelets and containerds report none. */
function handlersUnknown(nodes: readonly SandboxNode[]): Finding | undefined {
  const silent = nodes
    .map(({ node }) => node)
    .filter(({ ready, runtimeHandlers }) => ready && runtimeHandlers === undefined);
  if (silent.length === 0) return undefined;
  return {
    id: "node-handlers-unknown",
    severity: "note",
    text: `${counted(silent.length, "sandbox node")} report no handlers at all: ${someNames(silent)}`,
    cure: "newer versions of kubelet and containerd report them: upgrade the pool",
  };
}

/** A local Azure beside a real cluster: some of its pools are names alone. */
function virtualPools({ pools = [] }: FindingsInput): Finding | undefined {
  const names = pools.filter(({ virtual, nodes = 0 }) => virtual && nodes === 0).map(({ pool }) => pool);
  if (names.length === 0) return undefined;
  return {
    id: "pool-virtual",
    severity: "note",
    text: `${counted(names.length, "pool")} without real nodes: ${someNames(names)} (virtual, of a local Azure beside a real cluster)`,
    cure: "nothing is said of them here; a real node comes with aks-sandbox simulate --pool-node POOL=NODE",
  };
}
