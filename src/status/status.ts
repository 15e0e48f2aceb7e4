import type { Cluster, Pool } from "../azure/azure.js";
import type { Unknown } from "../facts/status-facts.js";
import type { Node } from "../kubernetes/kubernetes.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { ClassStatus, PodCounts } from "./class-status.js";

/** One view of a cluster, joined from Azure's half and the API server's. Undefined: not seen. */
export interface StatusView {
  readonly cluster: Cluster | undefined;
  readonly server: string | undefined;
  readonly pools: readonly PoolStatus[] | undefined;
  readonly nodes: readonly NodeStatus[] | undefined;
  readonly runtimeClasses: readonly ClassStatus[] | undefined;
  readonly pods: PodsStatus | undefined;
  readonly operations: readonly OperationUnderWay[];
  readonly findings: readonly Finding[];
  readonly unknown: readonly Unknown[];
}

export interface PoolStatus {
  readonly pool: Pool;
  /** The row that it belongs to; undefined for a pool without a sandbox. */
  readonly runtime: string | undefined;
  /** It is a local Azure's that says that its nodes are in ARM alone. */
  readonly virtual: boolean;
  /** Nodes in the cluster that are of the pool, and Ready ones; undefined where nodes were not seen. */
  readonly nodes: number | undefined;
  readonly readyNodes: number | undefined;
}

export interface NodeStatus {
  readonly name: string;
  readonly pool: string | undefined;
  /** The row that our mark or AKS's label names; undefined for an ordinary node. */
  readonly runtime: string | undefined;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  readonly kubeletVersion: string;
  readonly osImage: string;
  /** Undefined where the kubelet reports none. */
  readonly runtimeHandlers: readonly string[] | undefined;
  /** Pods of a sandbox class that have not ended; undefined where pods or classes were not seen. */
  readonly sandboxedPods: number | undefined;
  /** Namespaces that these pods are of. */
  readonly namespaces: readonly string[] | undefined;
}

export interface PodsStatus {
  /** Pods that have not ended, of whatever class. */
  readonly total: number;
  /** By class, those of classes that are not there included. */
  readonly byClass: ReadonlyMap<string, PodCounts>;
  /** Nodes with more than one pod of a sandbox class. */
  readonly sharedNodes: readonly {
    readonly node: string;
    readonly pods: number;
    readonly namespaces: readonly string[];
  }[];
}

export interface OperationUnderWay {
  /** `cluster tenants`, `pool sandbox`. */
  readonly on: string;
  /** Azure's own word for it: `Creating`, `Upgrading`, ... */
  readonly state: string;
}

/** Something that the reader should know, and what to do about it. */
export interface Finding {
  /** Stable name. */
  readonly id: string;
  /** `problem`: something does not work; `warning`: it may come to that; `note`: to be known. */
  readonly severity: "problem" | "warning" | "note";
  readonly text: string;
  /** One thing to do, best a command. */
  readonly cure: string;
}

/** What the findings are found in. */
export interface FindingsInput {
  readonly cluster: Cluster | undefined;
  readonly pools: readonly PoolStatus[] | undefined;
  readonly nodes: readonly NodeStatus[] | undefined;
  readonly liveNodes: readonly Node[];
  readonly runtimeClasses: readonly ClassStatus[] | undefined;
  readonly pods: PodsStatus | undefined;
  /** The flags that name the cluster: `-g tools -c prod`. */
  readonly where: string;
  readonly runtimes: RuntimeTable;
}
