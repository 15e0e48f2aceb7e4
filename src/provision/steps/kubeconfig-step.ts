import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { found, type RunState } from "../run-state.js";

/** Merges the cluster's entry into the user's kubeconfig file. */
export function kubeconfigStep(spec: Pick<SandboxSpec, "cluster" | "kubeconfig">): Step<RunState> {
  const { cluster, kubeconfig: wanted } = spec;
  const contextName = wanted.contextName ?? cluster;
  return {
    id: "kubeconfig",
    title: `Kubeconfig context ${contextName}`,
    plan: () => `merge context ${contextName} into ${wanted.path ?? "the kubeconfig file that kubectl writes"}`,
    async run(state, report) {
      const merged = await state.mergeKubeconfig(found(state.kubeconfig, "kubeconfig"), { ...wanted, contextName });
      state.mergedKubeconfig = merged;
      if (merged.status === "printed") {
        report.note(`${merged.path} is left alone: it cannot be changed without touching other bytes; the entry is printed`);
        return { status: "skipped", detail: "printed instead" };
      }
      state.changed ||= merged.status === "changed";
      return { status: merged.status, detail: `${merged.path}${merged.isCurrent ? ", current context" : ""}` };
    },
  };
}
