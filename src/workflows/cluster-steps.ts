import type { PreflightSpec } from "../provision/preflight-request.js";
import type { RunState } from "../provision/run-state.js";
import { checkNewClusterStep } from "../provision/steps/check-new-cluster-step.js";
import { clusterStep } from "../provision/steps/cluster-step.js";
import { deleteClusterStep, deletePoolStep } from "../provision/steps/delete-steps.js";
import { preflightStep } from "../provision/steps/preflight-step.js";
import { resourceGroupStep } from "../provision/steps/resource-group-step.js";
import { signInStep } from "../provision/steps/sign-in-step.js";
import type { Target } from "../spec/resolve.js";
import type { Step } from "../steps/step.js";

/** A cluster with its system pool, and no sandbox pool yet. */
export function createClusterSteps(spec: PreflightSpec & { readonly pool: undefined }): readonly Step<RunState>[] {
  return [signInStep(spec), checkNewClusterStep(spec), preflightStep(spec), resourceGroupStep(spec), clusterStep(spec)];
}

export function deleteClusterSteps(target: Target): readonly Step<RunState>[] {
  return [signInStep(target), deleteClusterStep(target)];
}

export function deletePoolSteps(target: Target, pool: string): readonly Step<RunState>[] {
  return [signInStep(target), deletePoolStep({ ...target, pool })];
}
