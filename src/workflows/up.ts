import type { CommandContext } from "../commands/command.js";
import type { CommandResult } from "../report/result.js";
import type { RunState } from "../provision/run-state.js";
import { installerNotes } from "../provision/installer-notes.js";
import { checkStep } from "../provision/steps/check-step.js";
import { clusterStep } from "../provision/steps/cluster-step.js";
import { credentialsStep } from "../provision/steps/credentials-step.js";
import { existingClusterStep } from "../provision/steps/existing-cluster-step.js";
import { featureStep } from "../provision/steps/feature-step.js";
import { installerStep } from "../provision/steps/installer-step.js";
import { kubeconfigStep } from "../provision/steps/kubeconfig-step.js";
import { nodesStep } from "../provision/steps/nodes-step.js";
import { poolStep } from "../provision/steps/pool-step.js";
import { preflightStep } from "../provision/steps/preflight-step.js";
import { resourceGroupStep } from "../provision/steps/resource-group-step.js";
import { runtimeClassStep } from "../provision/steps/runtime-class-step.js";
import { signInStep } from "../provision/steps/sign-in-step.js";
import { userInstallerStep } from "../provision/steps/user-installer-step.js";
import { proofStep } from "../proof/proof-step.js";
import { runReport } from "../report/run-report.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import type { Step } from "../steps/step.js";
import { checkRequest } from "./check-request.js";
import { runtimeNotes } from "./runtime-notes.js";
import { runWorkflow, type RunSettings } from "./run.js";

/** The main job, in order. `plan` prints these very steps. */
export function upSteps(spec: SandboxSpec): readonly Step<RunState>[] {
  const { pool } = spec;
  return present(
    signInStep(spec),
    checkStep({ ...spec, mergesKubeconfig: true }),
    preflightStep(spec),
    featureStep(pool, true),
    resourceGroupStep(spec),
    clusterStep(spec),
    poolStep(spec),
    ...(spec.useKubernetes
      ? [
          credentialsStep(spec),
          kubeconfigStep(spec),
          installerStep(pool),
          userInstallerStep(pool),
          nodesStep(pool),
          runtimeClassStep(spec.runtimeClass, pool),
          spec.prove ? proofStep(spec.runtimeClass.name, pool) : undefined,
        ]
      : []),
  );
}

/** A sandbox pool on a cluster that exists; the user's kubeconfig file is not touched. */
export function addPoolSteps(spec: SandboxSpec): readonly Step<RunState>[] {
  const { pool } = spec;
  return present(
    signInStep(spec),
    existingClusterStep(spec),
    checkStep({ ...spec, mergesKubeconfig: false }),
    preflightStep(spec),
    featureStep(pool, false),
    poolStep(spec),
    ...(spec.useKubernetes
      ? [
          credentialsStep(spec),
          installerStep(pool),
          userInstallerStep(pool),
          nodesStep(pool),
          runtimeClassStep(spec.runtimeClass, pool),
        ]
      : []),
  );
}

function present<T>(...steps: readonly (T | undefined)[]): readonly T[] {
  return steps.filter((step) => step !== undefined);
}

export async function runUp(context: CommandContext, spec: SandboxSpec, settings: RunSettings): Promise<CommandResult> {
  await checkRequest(spec, context.runtimes);
  return runAll("UpResult", context, spec, settings, upSteps(spec));
}

export async function runPoolAdd(
  context: CommandContext,
  spec: SandboxSpec,
  settings: RunSettings,
): Promise<CommandResult> {
  await checkRequest(spec, context.runtimes);
  return runAll("PoolAddResult", context, spec, settings, addPoolSteps(spec));
}

async function runAll(
  kind: string,
  context: CommandContext,
  spec: SandboxSpec,
  settings: RunSettings,
  steps: readonly Step<RunState>[],
): Promise<CommandResult> {
  for (const note of [...runtimeNotes(spec.pool.runtime), ...installerNotes(spec.pool)]) context.progress.note(note);
  const result = await runWorkflow(context, settings, steps);
  if (result.state.proof === undefined) {
    const { resourceGroup, cluster } = spec;
    context.progress.warn(
      `isolation: not checked. Nothing here proves that pods get a kernel of their own; aks-sandbox verify -g ${resourceGroup} -c ${cluster} does.`,
    );
  }
  return runReport(kind, spec, result, context.commandLine);
}
