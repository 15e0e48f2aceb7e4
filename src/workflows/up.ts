import type { RunState } from "../provision/run-state.js";
import { clusterStep } from "../provision/steps/cluster-step.js";
import { credentialsStep } from "../provision/steps/credentials-step.js";
import { existingClusterStep } from "../provision/steps/existing-cluster-step.js";
import { featureStep } from "../provision/steps/feature-step.js";
import { kubeconfigStep } from "../provision/steps/kubeconfig-step.js";
import { nodesStep } from "../provision/steps/nodes-step.js";
import { poolStep } from "../provision/steps/pool-step.js";
import { resourceGroupStep } from "../provision/steps/resource-group-step.js";
import { runtimeClassStep } from "../provision/steps/runtime-class-step.js";
import { signInStep } from "../provision/steps/sign-in-step.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import type { Step } from "../steps/step.js";

/** The main job, in order. `plan` prints these very steps. */
export function upSteps(spec: SandboxSpec): readonly Step<RunState>[] {
  const { pool } = spec;
  const azure = [
    signInStep(spec),
    resourceGroupStep(spec),
    featureStep(pool.runtime),
    clusterStep(spec),
    poolStep(spec),
  ].filter((step) => step !== undefined);
  if (!spec.useKubernetes) return azure;
  return [
    ...azure,
    credentialsStep(spec),
    kubeconfigStep(spec),
    nodesStep(pool),
    runtimeClassStep(spec.runtimeClass, pool),
  ];
}

/** A sandbox pool on a cluster that exists; the caller's kubeconfig file is not touched. */
export function addPoolSteps(spec: SandboxSpec): readonly Step<RunState>[] {
  const { pool } = spec;
  const azure = [signInStep(spec), existingClusterStep(spec), featureStep(pool.runtime), poolStep(spec)].filter(
    (step) => step !== undefined,
  );
  if (!spec.useKubernetes) return azure;
  return [...azure, credentialsStep(spec), nodesStep(pool), runtimeClassStep(spec.runtimeClass, pool)];
}
