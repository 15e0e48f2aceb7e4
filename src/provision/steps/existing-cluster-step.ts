import { CliError } from "../../errors.js";
import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import type { RunState } from "../run-state.js";

/** Requires a cluster that exists; changes nothing. */
export function existingClusterStep(spec: Pick<SandboxSpec, "resourceGroup" | "cluster">): Step<RunState> {
  return {
    id: "cluster",
    title: `Cluster ${spec.cluster}`,
    plan: () => `require cluster ${spec.cluster} in resource group ${spec.resourceGroup}`,
    run({ cluster }) {
      if (cluster === undefined) {
        throw new CliError(
          "ClusterNotFound",
          `there is no cluster ${spec.cluster} in resource group ${spec.resourceGroup}`,
          {
            exitReason: "notFound",
            hint: `list them with: aks-sandbox cluster list, or make it with: aks-sandbox up -g ${spec.resourceGroup} -c ${spec.cluster}`,
          },
        );
      }
      return Promise.resolve({
        status: "unchanged",
        detail: `exists in ${cluster.location}, Kubernetes ${cluster.currentKubernetesVersion}`,
      });
    },
  };
}
