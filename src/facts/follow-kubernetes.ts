import type { KubernetesConnection } from "../kubernetes/kubernetes.js";
import { toUnknown, type KubernetesFacts, type Unknown } from "./status-facts.js";

/**
 * Lists nodes, classes and pods once, then watches them, calling `onChange` once all were seen and after each change. Ends
 * only by throwing: the signal's reason, or the first fault where nothing can be watched any more.
 */
export async function followKubernetes(
  kubernetes: KubernetesConnection,
  onChange: (facts: KubernetesFacts) => void,
  signal: AbortSignal,
): Promise<void> {
  const { nodes, runtimeClasses, pods } = kubernetes;
  let facts: KubernetesFacts = {
    server: kubernetes.server,
    nodes: undefined,
    runtimeClasses: undefined,
    pods: undefined,
    unknown: [],
  };
  const answered = new Set<string>();
  const faults: unknown[] = [];
  const see = (fact: string, change: Partial<KubernetesFacts>) => {
    facts = { ...facts, ...change };
    answered.add(fact);
    if (answered.size === 3) onChange(facts);
    return false;
  };
  const follow = async (fact: string, watch: () => Promise<void>) => {
    try {
      await watch();
    } catch (error) {
      const unknown: Unknown = toUnknown(fact, error, signal);
      faults.push(error);
      see(fact, { unknown: [...facts.unknown, unknown] });
    }
  };
  await Promise.all([
    follow("nodes", () => nodes.watch(undefined, (found) => see("nodes", { nodes: found }), signal)),
    follow("RuntimeClasses", () =>
      runtimeClasses.watch((found) => see("RuntimeClasses", { runtimeClasses: found }), signal),
    ),
    follow("pods", () => pods.watchSummaries((found) => see("pods", { pods: found }), signal)),
  ]);
  throw faults[0];
}
