import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import type { RunState } from "../run-state.js";

/** Signs in, and looks once at the cluster with all its pools: what the next steps decide on. */
export function signInStep(spec: Pick<SandboxSpec, "resourceGroup" | "cluster">): Step<RunState> {
  return {
    id: "sign-in",
    title: "Sign in",
    plan: () => `look at cluster ${spec.cluster} in resource group ${spec.resourceGroup}`,
    async run(state) {
      const principal = await state.azure.signIn(state.signal);
      const { cluster, groupExists } = await state.azure.clusters.find(spec.resourceGroup, spec.cluster, state.signal);
      state.cluster = cluster;
      state.groupExists = groupExists;
      return {
        status: "unchanged",
        detail: `${principal.method}, as ${principal.id}, subscription ${state.azure.subscriptionId}`,
      };
    },
  };
}
