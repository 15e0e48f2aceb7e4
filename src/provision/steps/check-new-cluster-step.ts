import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { checkPlace } from "../check-place.js";
import type { RunState } from "../run-state.js";

/** Whether there is a cluster to make, and a place for it. Changes nothing. */
export function checkNewClusterStep(spec: Pick<SandboxSpec, "resourceGroup" | "cluster" | "location">): Step<RunState> {
  return {
    id: "check",
    title: "Check what is there",
    plan: () => "refuse what cannot work, before anything is changed",
    async run(state) {
      const { cluster } = state;
      if (cluster !== undefined)
        return { status: "unchanged", detail: `cluster ${cluster.name} exists in ${cluster.location}` };
      await checkPlace(spec, state);
      return { status: "unchanged", detail: `cluster ${spec.cluster} does not exist yet` };
    },
  };
}
