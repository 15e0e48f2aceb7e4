import type { AzureConnection, Cluster, Pool, ResourceGroup } from "../azure/azure.js";
import type { Clock } from "../clock.js";
import type { CliError } from "../errors.js";
import type { Facts } from "../facts/facts.js";
import type { KubernetesConnection } from "../kubernetes/kubernetes.js";
import type { MergeResult } from "../kubernetes/merge-kubeconfig.js";
import type { PreflightResult } from "../preflight/preflight.js";
import type { Proof } from "../proof/prove.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { KubeconfigSpec } from "../spec/sandbox-spec.js";
import type { PollLimiters } from "./waiting/poll-limiter.js";

/** What the steps of one run share: the tools they may use, and what earlier steps found or made. */
export interface RunState {
  readonly azure: AzureConnection;
  readonly clock: Clock;
  /** Aborted by an interruption, and a little after the deadline. */
  signal: AbortSignal;
  readonly limiters: PollLimiters;
  /** `clock.elapsedMs()` at which waiting ends; undefined = never. */
  readonly deadlineMs: number | undefined;
  /** False with `--no-wait`: steps end with `started` once Azure has accepted their operation. */
  readonly wait: boolean;
  confirm(question: string): Promise<boolean>;
  /** Makes the connection to a cluster's API server from the kubeconfig that Azure handed out. */
  connectKubernetes(cluster: Cluster, kubeconfig: string): Promise<KubernetesConnection>;
  /** Throws what the merge of a cluster's entry would throw; `kubeconfig` undefined: the cluster is still to be made. */
  checkKubeconfig(kubeconfig: string | undefined, contextName: string, wanted: KubeconfigSpec): Promise<void>;
  /** Merges a kubeconfig that Azure handed out into the user's file. */
  mergeKubeconfig(kubeconfig: string, wanted: KubeconfigSpec): Promise<MergeResult>;

  /** A new random GUID. */
  readonly uuid: () => string;
  readonly runtimes: RuntimeTable;

  /** False: Azure said so. True where it said nothing. */
  groupExists: boolean;
  /** Undefined where it does not exist, and where nothing had to be known of it. */
  resourceGroup: ResourceGroup | undefined;
  cluster: Cluster | undefined;
  pool: Pool | undefined;
  /** The kubeconfig that Azure handed out. */
  kubeconfig: string | undefined;
  kubernetes: KubernetesConnection | undefined;
  /** What became of the user's kubeconfig file. */
  mergedKubeconfig: MergeResult | undefined;
  /** What the checks look at, where an earlier step has begun to gather it. */
  facts: Promise<Facts> | undefined;
  /** Why the API server did not answer before the first change. */
  apiServerFault: string | undefined;
  /** Why Azure did not hand out the cluster's credentials, where the preflight may tell more. */
  credentialsFault: CliError | undefined;
  /** What the checks found before the first change. */
  preflight: PreflightResult | undefined;
  /** Whether pods of the class get a kernel of their own on the pool's nodes. */
  proof: Proof | undefined;
  /** Whether anything was changed so far; kept here because a step that throws may have changed something. */
  changed: boolean;
  /** What goes on in Azure if this run stops now, a line each. */
  underWay: string[];
  /** What this run has made and is there, a line each: named when a later step fails. */
  made: string[];
  /** What is otherwise than asked, and was left so, a line each. */
  differences: string[];
}

/** A value that an earlier step must have left; its absence is a defect in the order of the steps. */
export function found<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`no step before this one has left the ${what}`);
  return value;
}
