import { CliError, usageError } from "../../errors.js";
import type { Cluster } from "../../azure/azure.js";
import type { JsonObject } from "../../json.js";
import type { NewClusterSpec, PoolSpec, SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step, StepOutcome, StepReport } from "../../steps/step.js";
import { attach, isBusy } from "../attach.js";
import { clusterBody } from "../cluster-body.js";
import { refuseFixedDifferences } from "../../preflight/pool-differences.js";
import { requireCluster, requirePool } from "../require-succeeded.js";
import type { RunState } from "../run-state.js";
import { settle } from "../settle.js";

export interface ClusterStepSpec extends Pick<SandboxSpec, "resourceGroup" | "cluster" | "location"> {
  readonly newCluster: NewClusterSpec;
  /** The sandbox pool that travels in the same request; undefined = none. */
  readonly pool: PoolSpec | undefined;
}

/**
 * Makes the cluster where it is missing, with the sandbox pool in the same request; waits for one that is being made or
 * changed. An existing cluster is left as it is.
 */
export function clusterStep(spec: ClusterStepSpec): Step<RunState> {
  const { cluster: name, pool } = spec;
  return {
    id: "cluster",
    title: `Cluster ${name}`,
    plan: () => `make cluster ${name}, unless it exists: ${describePools(spec)}`,
    async run(state, report) {
      if (state.cluster === undefined) return createCluster(spec, state, report);
      if (pool !== undefined) refuseEarly(state.cluster, pool);
      if (!isBusy(state.cluster)) {
        noteDifferences(spec, state.cluster, state, report);
        return reuse(requireCluster(state.cluster, name));
      }
      const live = state.cluster;
      if (!state.wait) return busyWithoutWaiting("cluster", live);
      const get = () => state.azure.clusters.get(spec.resourceGroup, name, state.signal, apiVersionOf(spec));
      state.cluster = requireCluster(
        await attach(state, report, { type: "cluster", name, live, clusterId: live.id }, get),
        name,
      );
      return reuse(state.cluster);
    },
  };
}

/** What a cluster that exists, or its pool of the asked name, makes impossible: said before anything waits or changes. */
export function refuseEarly(cluster: Cluster, pool: PoolSpec): void {
  if (cluster.powerState.toLowerCase() === "stopped") {
    throw new CliError("ClusterStopped", `cluster ${cluster.name} is stopped`, {
      exitReason: "refused",
      hint: `start it: az aks start -g ${cluster.resourceGroup} -n ${cluster.name}`,
    });
  }
  const live = cluster.pools.find((known) => known.name === pool.name);
  if (live !== undefined) refuseFixedDifferences(live, pool);
}

/** What was asked for a new cluster, and an existing one has otherwise: it is left as it is, and said. */
function noteDifferences(spec: ClusterStepSpec, cluster: Cluster, state: RunState, report: StepReport): void {
  const { kubernetesVersion, overlay } = spec.newCluster;
  const notes: string[] = [];
  if (spec.location !== undefined && spec.location !== cluster.location) {
    notes.push(`it is in ${cluster.location}, not in ${spec.location}`);
  }
  const version = cluster.currentKubernetesVersion;
  if (
    kubernetesVersion !== undefined &&
    version !== kubernetesVersion &&
    !version.startsWith(`${kubernetesVersion}.`)
  ) {
    notes.push(`it has Kubernetes ${version}, not ${kubernetesVersion}`);
  }
  if (Object.keys(overlay).length > 0) notes.push("--set is not applied to a cluster that exists");
  for (const note of notes) {
    state.differences.push(`cluster ${cluster.name}: ${note}`);
    report.note(`cluster ${cluster.name}: ${note}`);
  }
}

/** `--no-wait` on something that is being made: nothing to send. On any other operation: nothing can be sent yet. */
export function busyWithoutWaiting(
  type: "cluster" | "pool",
  live: { readonly name: string; readonly provisioningState: string },
): StepOutcome {
  if (live.provisioningState === "Creating") return { status: "started", detail: "is being made already" };
  throw new CliError(
    "AnotherOperation",
    `${type} ${live.name} is ${live.provisioningState}, and takes no other change until that has ended`,
    { exitReason: "conflict", hint: "run the same command without --no-wait: it waits for the operation" },
  );
}

function reuse(cluster: Cluster): StepOutcome {
  return {
    status: "unchanged",
    detail: `exists in ${cluster.location}, Kubernetes ${cluster.currentKubernetesVersion}`,
  };
}

async function createCluster(spec: ClusterStepSpec, state: RunState, report: StepReport): Promise<StepOutcome> {
  const { cluster: name, resourceGroup: group, pool } = spec;
  const location = spec.location ?? state.resourceGroup?.location;
  if (location === undefined) {
    throw usageError("LocationMissing", `cluster ${name} does not exist, and --location is missing`, "give --location");
  }
  const body: JsonObject = clusterBody({ name, location, resourceGroup: group }, spec.newCluster, pool);
  const apiVersion = apiVersionOf(spec);
  const get = () => state.azure.clusters.get(group, name, state.signal, apiVersion);
  const outcome = await settle(state, report, {
    kind: "cluster-create",
    what: `cluster ${name}`,
    underWay: `cluster ${name} is being made`,
    location,
    send: () =>
      state.azure.clusters.put(group, name, body, { apiVersion, createOnly: true, ifMatch: undefined }, state.signal),
    look: get,
  });
  if (outcome === "started") return { status: "started", detail: `is being made in ${location}` };
  let live = await get();
  if (live !== undefined && isBusy(live))
    live = await attach(state, report, { type: "cluster", name, live, clusterId: live.id }, get);
  state.underWay = [];
  const cluster = requireCluster(live, name);
  state.cluster = cluster;
  state.made.push(`cluster ${name}`);
  if (pool !== undefined) {
    const inline = cluster.pools.find((known) => known.name === pool.name);
    state.pool = requirePool(inline, pool);
  }
  return { status: "changed", detail: `made in ${location}, Kubernetes ${cluster.currentKubernetesVersion}` };
}

function apiVersionOf({ newCluster, pool }: ClusterStepSpec): string | undefined {
  return newCluster.apiVersion ?? pool?.runtime.pool.apiVersion;
}

function describePools({ newCluster, pool }: ClusterStepSpec): string {
  const { systemPool } = newCluster;
  const system = `${systemPool.count} x ${systemPool.vmSize} for the cluster's own pods`;
  if (pool === undefined) return system;
  const sandbox = describePool(pool);
  return newCluster.sandboxSystemPool ? `${sandbox}, as its only pool` : `${system}, and ${sandbox}`;
}

/** `pool sandbox: 3 x Standard_D4s_v5, AzureLinux, KataVmIsolation`. */
export function describePool(pool: PoolSpec): string {
  const count = pool.size.kind === "fixed" ? `${pool.size.count}` : `${pool.size.minCount} to ${pool.size.maxCount}`;
  return `pool ${pool.name}: ${count} x ${pool.vmSize}, ${pool.osSku}, ${pool.runtime.pool.workloadRuntime ?? pool.runtime.id}`;
}
