import type { Cluster } from "../../azure/azure.js";
import { CliError, faultCodes } from "../../errors.js";
import { checkRuntimeClass } from "../../kubernetes/ensure-runtime-class.js";
import { renderRuntimeClass } from "../../kubernetes/runtime-class-manifest.js";
import type { SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { isBusy } from "../attach.js";
import { checkPlace } from "../check-place.js";
import { gatheringMeanwhile } from "../gather-for-run.js";
import { markedPool, poolsServed, runtimeClassFor } from "../runtime-class-for.js";
import type { RunState } from "../run-state.js";

/** What a run does with the cluster's Kubernetes half, and so what has to be possible there. */
export interface CheckStepSpec extends SandboxSpec {
  /** False: the user's kubeconfig file is not touched. */
  readonly mergesKubeconfig: boolean;
}

/**
 * Everything that can refuse the run is asked here, before the first change: what the pool and the cluster have that
 * cannot be changed, where a new cluster would go, the kubeconfig file, and the RuntimeClass. Changes nothing.
 */
export function checkStep(spec: CheckStepSpec): Step<RunState> {
  return {
    id: "check",
    title: "Check what is there",
    plan: () => "refuse what cannot work, before anything is changed",
    async run(state) {
      const { cluster } = state;
      const usesKubernetes = spec.useKubernetes && state.wait;
      const contextName = spec.kubeconfig.contextName ?? spec.cluster;
      if (cluster === undefined) {
        await checkPlace(spec, state);
        if (usesKubernetes && spec.mergesKubeconfig)
          await state.checkKubeconfig(undefined, contextName, spec.kubeconfig);
        return { status: "unchanged", detail: `cluster ${spec.cluster} does not exist yet` };
      }
      if (usesKubernetes && canBeAsked(cluster))
        await gatheringMeanwhile(spec, state, () => checkInside(spec, cluster, contextName, state));
      return { status: "unchanged", detail: `cluster ${cluster.name} exists in ${cluster.location}` };
    },
  };
}

/** Leaves the connection for the steps that use it. */
async function checkInside(spec: CheckStepSpec, cluster: Cluster, contextName: string, state: RunState): Promise<void> {
  const { runtime, name } = spec.pool;
  try {
    state.kubeconfig = await state.azure.clusters.userKubeconfig(spec.resourceGroup, cluster.name, state.signal);
  } catch (error) {
    const createsPool = !cluster.pools.some((pool) => pool.name === name);
    if (!(error instanceof CliError) || error.exitReason !== "notAllowed" || !createsPool) throw error;
    // The preflight tells all that is missing or locked at once; where nothing refuses there, this is thrown after all.
    state.credentialsFault = error;
    return;
  }
  if (spec.mergesKubeconfig) await state.checkKubeconfig(state.kubeconfig, contextName, spec.kubeconfig);
  state.kubernetes = await state.connectKubernetes(cluster, state.kubeconfig);
  const own = cluster.pools.find((pool) => pool.name === name) ?? markedPool(runtime, name);
  const pools = poolsServed(runtime, cluster, own);
  const wanted = await renderRuntimeClass(runtimeClassFor(runtime, spec.runtimeClass, pools), state.runtimes);
  try {
    await checkRuntimeClass(state.kubernetes, wanted, state.signal, state.runtimes);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== faultCodes.connectionLost) throw error;
    // Left for the preflight, which refuses where a pool would be made.
    state.apiServerFault = error.message;
    state.kubernetes = undefined;
  }
}

/** A stopped cluster, and one that nobody can sign in to, are the preflight's to refuse. */
function canBeAsked(cluster: Cluster): boolean {
  const isStopped = cluster.powerState.toLowerCase() === "stopped";
  return !isBusy(cluster) && !isStopped && (cluster.usesEntra || !cluster.localAccountsDisabled);
}
