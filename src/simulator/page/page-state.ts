import type { Cluster, Pool } from "../aks/cluster.js";
import { isEnded, type Operation } from "../arm/operations.js";
import { textAt } from "../json.js";
import type { World } from "../world.js";

/** What the page asks for; everything it gets is bounded by these. */
export interface PageQuery {
  /** Only clusters whose group, name or region contains this, compared without case. */
  readonly search: string;
  /** Index of the first cluster. */
  readonly offset: number;
  /** At most this many clusters. */
  readonly limit: number;
}

export interface PageNode {
  readonly name: string;
  readonly isReady: boolean;
}

export interface PagePool {
  readonly name: string;
  readonly mode: string;
  readonly vmSize: string;
  readonly osSku: string;
  readonly runtime: string;
  readonly state: string;
  /** At most `shownNodes` of them. */
  readonly nodes: readonly PageNode[];
  readonly nodeCount: number;
  readonly readyCount: number;
}

export interface PageCluster {
  readonly name: string;
  readonly group: string;
  readonly location: string;
  readonly version: string;
  readonly state: string;
  readonly pools: readonly PagePool[];
}

export interface PageOperation {
  readonly id: string;
  /** As AKS names it: `Creating`, `Scaling` ... */
  readonly verb: string;
  readonly kind: "cluster" | "pool";
  readonly group: string;
  readonly cluster: string;
  readonly pool: string | undefined;
  readonly startMs: number;
  readonly endMs: number | undefined;
  readonly status: string;
  readonly stages: readonly { readonly atMs: number; readonly status: string }[];
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

/** All that the page shows. Nothing of it is a secret: no credentials, tokens, kubeconfigs, request bodies. */
export interface PageState {
  readonly counts: {
    readonly groups: number;
    readonly clusters: number;
    readonly pools: number;
    readonly nodes: number;
    readonly operations: number;
    readonly running: number;
  };
  /** How many clusters the search found; `clusters` is a part of them. */
  readonly found: number;
  readonly clusters: readonly PageCluster[];
  /** Those that run, and the newest others; newest first, at most `shownOperations`. */
  readonly operations: readonly PageOperation[];
}

export const shownOperations = 200;
const shownNodes = 60;

export function pageState(world: World, query: PageQuery): PageState {
  const operations = [...world.operations.list()];
  const running = operations.filter((operation) => !isEnded(operation));
  const all = [...world.clusters.values()];
  const search = query.search.toLowerCase();
  const found = all.filter((cluster) =>
    `${cluster.group}/${cluster.name} ${cluster.location}`.toLowerCase().includes(search),
  );
  let pools = 0;
  let nodes = 0;
  for (const cluster of all) {
    pools += cluster.pools.size;
    for (const pool of cluster.pools.values()) nodes += pool.machines.length;
  }
  return {
    counts: {
      groups: world.resourceGroups.size,
      clusters: all.length,
      pools,
      nodes,
      operations: operations.length,
      running: running.length,
    },
    found: found.length,
    clusters: found.slice(query.offset, query.offset + query.limit).map((cluster) => pageCluster(world, cluster)),
    operations: shown(operations, running).map(pageOperation),
  };
}

function shown(operations: readonly Operation[], running: readonly Operation[]): readonly Operation[] {
  const newest = operations.slice(-shownOperations).reverse();
  const isOld = new Set(running);
  for (const operation of newest) isOld.delete(operation);
  const older = [...isOld].reverse().slice(0, shownOperations / 2);
  return [...newest.slice(0, shownOperations - older.length), ...older];
}

function pageCluster(world: World, cluster: Cluster): PageCluster {
  const ready = cluster.controlPlane ? world.kubernetes.readyNodes?.(cluster.uid) : undefined;
  const { name, group, location, state, properties } = cluster;
  const version = textAt(properties, "currentKubernetesVersion") || textAt(properties, "kubernetesVersion");
  const pools = [...cluster.pools.values()].map((pool) => pagePool(pool, ready ?? new Set()));
  return { name, group, location, version, state, pools };
}

function pagePool({ name, properties, state, machines }: Pool, ready: ReadonlySet<string>): PagePool {
  const nodes = machines.map((machine) => ({ name: machine.name, isReady: ready.has(machine.name) }));
  return {
    name,
    mode: textAt(properties, "mode"),
    vmSize: textAt(properties, "vmSize"),
    osSku: textAt(properties, "osSKU"),
    runtime: textAt(properties, "workloadRuntime") || "OCIContainer",
    state,
    nodes: nodes.slice(0, shownNodes),
    nodeCount: nodes.length,
    readyCount: nodes.filter(({ isReady }) => isReady).length,
  };
}

const resourceId = /\/resourcegroups\/([^/]+)\/providers\/[^/]+\/managedclusters\/([^/]+)(?:\/agentpools\/([^/]+))?/i;

function pageOperation({ id, verb, resourceId: of, startMs, endMs, status, stages, error }: Operation): PageOperation {
  const [, group = "", cluster = "", pool] = resourceId.exec(of) ?? [];
  return {
    id,
    verb,
    kind: pool === undefined ? "cluster" : "pool",
    group,
    cluster,
    pool,
    startMs,
    endMs,
    status,
    stages,
    error: error === undefined ? undefined : { code: error.code, message: error.message },
  };
}
