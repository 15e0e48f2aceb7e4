/**
 * The Kubernetes half as the ARM half sees it. The built-in one lives in this folder; another one (a real cluster,
 * given by its kubeconfig) can be injected.
 *
 * The ARM half owns pools and their life; it tells the backend which clusters and nodes exist. The backend owns
 * everything that a client of the API server sees.
 */
import type { IncomingMessage, ServerResponse } from "node:http";

export interface KubernetesBackend {
  /** Present where there is one real cluster behind it: the ARM half refuses what cannot be done to that one. */
  readonly external?: ExternalCluster;
  /** The control plane of a cluster is there from now on. */
  createCluster(cluster: BackendCluster): void;
  /** The cluster is gone: its API answers no more, open watches end. */
  deleteCluster(uid: string): void;
  /** A machine joins (or its pool's labels or taints changed: same name again). It registers as NotReady, then Ready. */
  upsertNode(clusterUid: string, node: BackendNode): void;
  removeNode(clusterUid: string, name: string): void;
  /** An upgrade or a removal comes: no new pods on this node, and those on it are asked to leave (DaemonSets' stay). */
  drainNode(clusterUid: string, name: string): void;
  /** How far a drain has come. */
  drainState(clusterUid: string, name: string): DrainState;
  /** The node takes pods again. */
  uncordonNode(clusterUid: string, name: string): void;
  /** The control plane was upgraded to this full version. */
  setVersion(clusterUid: string, kubernetesVersion: string): void;
  /** False: the control plane is stopped, its API takes no connection; objects are kept. */
  setRunning(clusterUid: string, isRunning: boolean): void;
  /** Kubeconfig text for a cluster user, in the shape that AKS hands out (cluster, user `clusterUser_<rg>_<name>`, context `<name>`). */
  userKubeconfig(clusterUid: string): string;
  /** Same for `listClusterAdminCredential`. */
  adminKubeconfig(clusterUid: string): string;
  /** Names of the nodes that are Ready now, for the page; left out by a backend that does not know. */
  readyNodes?(clusterUid: string): ReadonlySet<string>;
  /** Uid of the cluster whose local account has this bearer token; left out by a backend that hands out none of its own. */
  clusterOf?(token: string): string | undefined;
  /** Serves a request to `/kubernetes/<cluster uid>/...`. `path` is what follows the uid, with its query: `/api/v1/nodes?limit=500`. */
  handle(clusterUid: string, path: string, request: IncomingMessage, response: ServerResponse): void;
  /** Ends open watches; after this nothing is served. */
  close(): void;
}

export interface ExternalCluster {
  /** URL of its API server. */
  readonly server: string;
  /** Name of a pool -> the node that is its one machine. The machines of other pools exist in ARM alone. */
  readonly poolNodes: ReadonlyMap<string, string>;
}

/** What keeps a drained node from being empty. */
export interface DrainState {
  /** Pods on it that a drain asks to leave. */
  readonly left: number;
  /** One of them that a disruption budget holds back. */
  readonly blocked?: { readonly namespace: string; readonly pod: string; readonly budget: string };
}

export interface BackendCluster {
  readonly uid: string;
  readonly name: string;
  readonly resourceGroup: string;
  /** Full version, e.g. `1.33.5`. */
  readonly kubernetesVersion: string;
  /** Where the API of this cluster is reached: `https://127.0.0.1:PORT/kubernetes/<uid>`. */
  readonly serverUrl: string;
  /** PEM of the CA that signed the simulator's certificate. */
  readonly caPem: string;
  /** Entra integration: user kubeconfigs carry kubelogin's exec form; bearer tokens of our Entra are accepted. */
  readonly usesEntra: boolean;
}

export interface BackendNode {
  /** `aks-<pool>-<8 digits>-vmss00000<n>` */
  readonly name: string;
  readonly poolName: string;
  readonly mode: string;
  readonly vmSize: string;
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly maxPods: number;
  readonly osSku: string;
  readonly nodeImageVersion: string;
  /** Full version, e.g. `1.33.5`. */
  readonly kubernetesVersion: string;
  readonly region: string;
  readonly zone: string | undefined;
  readonly nodeResourceGroup: string;
  /** What AKS itself and the pool ask for, kubernetes.azure.com/* included. */
  readonly labels: Readonly<Record<string, string>>;
  /** `key=value:Effect` */
  readonly taints: readonly string[];
  /** Given once, as the node joins; who takes one away finds it gone for good. `key=value:Effect` */
  readonly initializationTaints?: readonly string[];
  /** Which sandbox the node image carries: none, or Kata under Microsoft's hypervisor. */
  readonly sandbox: "none" | "kata";
  /** Simulated time from joining to Ready, ms; undefined: it never becomes Ready (a fault). */
  readonly readyAfterMs: number | undefined;
  /** The image is Kata's, but the node does not offer the handler (a fault); default false. */
  readonly hasNoHandler?: boolean;
  /** Its IPv4 address in the cluster's network; default: given by the backend. */
  readonly address?: string;
  /** The node offers the Kata handler, and it is runc in truth: pods run on the node's own kernel (a fault); default false. */
  readonly kataIsRunc?: boolean;
  /** Kata is the default runtime of its containerd: pods without a class get guests, too (a fault); default false. */
  readonly isKataDefault?: boolean;
}
