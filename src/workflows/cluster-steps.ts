import type { RunState } from "../provision/run-state.js";
import { clusterStep } from "../provision/steps/cluster-step.js";
import { deleteClusterStep, deletePoolStep } from "../provision/steps/delete-steps.js";
import { resourceGroupStep } from "../provision/steps/resource-group-step.js";
import { signInStep } from "../provision/steps/sign-in-step.js";
import type { Target } from "../spec/resolve.js";
import type { NewClusterSpec } from "../spec/sandbox-spec.js";
import type { Step } from "../steps/step.js";

/** A cluster with its system pool, and no sandbox pool yet. */
export function createClusterSteps(target: Target, newCluster: NewClusterSpec): readonly Step<RunState>[] {
  return [signInStep(target), resourceGroupStep(target), clusterStep({ ...target, newCluster, pool: undefined })];
}

export function deleteClusterSteps(target: Target): readonly Step<RunState>[] {
  return [signInStep(target), deleteClusterStep(target)];
}

export function deletePoolSteps(target: Target, pool: string): readonly Step<RunState>[] {
  return [signInStep(target), deletePoolStep({ ...target, pool })];
}
