import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { found, type RunState } from "../run-state.js";

/** Gets the kubeconfig that Azure hands out and connects to the API server with it, in memory; writes no file. */
export function credentialsStep(spec: Pick<SandboxSpec, "resourceGroup" | "cluster">): Step<RunState> {
  return {
    id: "credentials",
    title: "Cluster credentials",
    plan: () => `get the kubeconfig of cluster ${spec.cluster} from Azure`,
    async run(state) {
      const cluster = found(state.cluster, "cluster");
      if (state.kubernetes !== undefined) return { status: "unchanged", detail: state.kubernetes.server };
      state.kubeconfig = await state.azure.clusters.userKubeconfig(spec.resourceGroup, cluster.name, state.signal);
      state.kubernetes = await state.connectKubernetes(cluster, state.kubeconfig);
      return { status: "unchanged", detail: state.kubernetes.server };
    },
  };
}
