import type { JsonObject } from "../json.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { InstallerChoice } from "./installer-choice.js";

/** Everything that was asked for, validated, with defaults filled in. Made by `spec/resolve.ts` only. */
export interface SandboxSpec {
  readonly resourceGroup: string;
  readonly cluster: string;
  /** Undefined: the resource group's location is used for a new cluster. */
  readonly location: string | undefined;
  readonly pool: PoolSpec;
  readonly newCluster: NewClusterSpec;
  readonly runtimeClass: RuntimeClassChoice;
  readonly kubeconfig: KubeconfigSpec;
  /** False: the Azure half only. */
  readonly useKubernetes: boolean;
  /** Checks whose refusals are recorded and not heeded. */
  readonly skipChecks: ReadonlySet<string> | "all";
  /** Whether `up` ends with the proof of isolation. */
  readonly prove: boolean;
}

export interface PoolSpec {
  readonly name: string;
  readonly runtime: SandboxRuntime;
  readonly osSku: string;
  readonly vmSize: string;
  readonly size: PoolSize;
  readonly zones: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** `key=value:Effect`, ours apart. */
  readonly taints: readonly string[];
  /** Put our taint on the pool, so that only pods of our class land there. */
  readonly isTainted: boolean;
  readonly maxPods: number | undefined;
  readonly osDiskSizeGb: number | undefined;
  readonly vnetSubnetId: string | undefined;
  /** `nodeInitializationTaints`, where the pool is made with a new cluster: what the installer removes; mostly none. */
  readonly initializationTaints: readonly string[];
  /** What is installed on the nodes; undefined where AKS brings the runtime. */
  readonly installer: InstallerChoice | undefined;
  /** `properties...` of `--set-pool`, as an object to lay over the request body. */
  readonly overlay: JsonObject;
}

export type PoolSize =
  | { readonly kind: "fixed"; readonly count: number }
  | { readonly kind: "autoscaled"; readonly minCount: number; readonly maxCount: number };

/** Used only when the cluster does not exist yet. */
export interface NewClusterSpec {
  /** api-version of the request that makes it; undefined: what the runtime's row says, else the SDK's. */
  readonly apiVersion: string | undefined;
  /** Undefined: the service's default version. */
  readonly kubernetesVersion: string | undefined;
  readonly systemPool: { readonly name: string; readonly vmSize: string; readonly count: number };
  /** The documentation's single-pool form: the sandbox pool is the system pool, and there is no other. */
  readonly sandboxSystemPool: boolean;
  /** `properties...` of `--set`, as an object to lay over the request body. */
  readonly overlay: JsonObject;
}

export interface RuntimeClassChoice {
  readonly name: string;
  /** `overhead.podFixed`: Kubernetes quantities. */
  readonly overhead: Readonly<Record<string, string>>;
}

export interface KubeconfigSpec {
  /** `--kubeconfig`; undefined: the file that kubectl would write. */
  readonly path: string | undefined;
  /** Undefined: the cluster's name. */
  readonly contextName: string | undefined;
  readonly setCurrent: boolean;
  readonly overwrite: boolean;
}

/** Nodes that the pool has to have before it counts as ready. */
export function nodesWanted(size: PoolSize): number {
  return size.kind === "fixed" ? size.count : size.minCount;
}
