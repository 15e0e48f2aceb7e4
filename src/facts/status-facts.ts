import type { Cluster } from "../azure/azure.js";
import { CliError, type ExitReason } from "../errors.js";
import type { KubernetesConnection, Node, PodSummary, RuntimeClass } from "../kubernetes/kubernetes.js";

/** What is known of one cluster at a moment. What could not be looked at is undefined, and `unknown` says why. */
export interface StatusFacts {
  /** Undefined: Azure was not asked. */
  readonly cluster: Cluster | undefined;
  /** URL of the API server; undefined where there is none to ask. */
  readonly server: string | undefined;
  readonly nodes: readonly Node[] | undefined;
  readonly runtimeClasses: readonly RuntimeClass[] | undefined;
  readonly pods: Iterable<PodSummary> | undefined;
  readonly unknown: readonly Unknown[];
}

/** Something that could not be looked at. */
export interface Unknown {
  /** `nodes`, `RuntimeClasses`, `pods`, `kubeconfig`, `cluster`. */
  readonly fact: string;
  /** Code of the error. */
  readonly code: string;
  readonly reason: string;
  readonly cure: string | undefined;
  readonly exitReason: ExitReason;
}

/** The half of the facts that the API server knows. */
export type KubernetesFacts = Omit<StatusFacts, "cluster">;

/** What a cluster that has no API server to ask is known by. */
export const noKubernetesFacts: KubernetesFacts = {
  server: undefined,
  nodes: undefined,
  runtimeClasses: undefined,
  pods: undefined,
  unknown: [],
};

/**
 * Lists nodes, classes and pods, all at once, in pages of 500. What the API server does not let us see stays unknown.
 * Throws only when the signal was aborted, or what is a bug.
 */
export async function lookAtKubernetes(
  kubernetes: KubernetesConnection,
  signal: AbortSignal,
): Promise<KubernetesFacts> {
  const unknown: Unknown[] = [];
  const ask = async <T>(fact: string, get: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await get();
    } catch (error) {
      unknown.push(toUnknown(fact, error, signal));
      return undefined;
    }
  };
  const [nodes, runtimeClasses, pods] = await Promise.all([
    ask("nodes", () => kubernetes.nodes.list(undefined, signal)),
    ask("RuntimeClasses", () => kubernetes.runtimeClasses.list(signal)),
    ask("pods", () => kubernetes.pods.listSummaries(signal)),
  ]);
  return { server: kubernetes.server, nodes, runtimeClasses, pods, unknown };
}

/** The error as something that is not known; throws it where it is a bug, or the end of everything. */
export function toUnknown(fact: string, error: unknown, signal: AbortSignal): Unknown {
  if (!(error instanceof CliError) || signal.aborted) throw error;
  return { fact, code: error.code, reason: error.message, cure: error.hint, exitReason: error.exitReason };
}
