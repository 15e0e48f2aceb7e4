import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { found, type RunState } from "../run-state.js";

/** Merges the cluster's entry into the user's kubeconfig file. */
export function kubeconfigStep({ cluster, kubeconfig }: Pick<SandboxSpec, "cluster" | "kubeconfig">): Step<RunState> {
  const contextName = kubeconfig.contextName ?? cluster;
  return {
    id: "kubeconfig",
    title: `Kubeconfig context ${contextName}`,
    plan: () => `merge context ${contextName} into ${kubeconfig.path ?? "the kubeconfig file that kubectl writes"}`,
    async run(state, report) {
      const merged = await state.mergeKubeconfig(found(state.kubeconfig, "kubeconfig"), kubeconfig);
      state.mergedKubeconfig = merged;
      if (merged.status === "printed") {
        report.note(`${merged.file} is left as it is: ${merged.reason}. ${merged.hint}`);
        return { status: "skipped", detail: "the entry is printed instead" };
      }
      for (const note of merged.notes) report.note(note);
      state.changed ||= merged.status === "changed";
      return { status: merged.status, detail: merged.file };
    },
  };
}
