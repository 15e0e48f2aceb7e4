import type { Cluster, Pool } from "../../azure/azure.js";
import type { PoolSpec, SandboxSpec } from "../../spec/sandbox-spec.js";
import type { Step, StepOutcome, StepReport } from "../../steps/step.js";
import { attach, isBusy } from "../attach.js";
import { poolBody } from "../pool-body.js";
import { otherDifferences } from "../../preflight/pool-differences.js";
import { requirePool } from "../require-succeeded.js";
import { found, type RunState } from "../run-state.js";
import { locationOf, settle } from "../settle.js";
import { busyWithoutWaiting, describePool, refuseEarly } from "./cluster-step.js";

export interface PoolStepSpec extends Pick<SandboxSpec, "resourceGroup" | "cluster"> {
  readonly pool: PoolSpec;
}

/**
 * Makes the sandbox pool where it is missing, waits for one that is being made, repairs a failed one by sending the same
 * request again, and leaves a healthy one alone.
 */
export function poolStep(spec: PoolStepSpec): Step<RunState> {
  const { pool } = spec;
  return {
    id: "pool",
    title: `Pool ${pool.name}`,
    plan: () => `make ${describePool(pool)}, unless it exists`,
    async run(state, report) {
      if (state.pool !== undefined) return { status: "unchanged", detail: "made with the cluster" };
      if (!state.wait && state.underWay.length > 0) return { status: "skipped", detail: "comes with the cluster" };
      const cluster = found(state.cluster, "cluster");
      refuseEarly(cluster, pool);
      const live = cluster.pools.find((known) => known.name === pool.name);
      const get = () => getPool(spec, state);
      if (!state.wait && live !== undefined && isBusy(live)) return busyWithoutWaiting("pool", live);
      if (live !== undefined && isBusy(live)) {
        const rested = await attach(state, report, { type: "pool", name: pool.name, live, clusterId: cluster.id }, get);
        state.pool = requirePool(rested, pool);
        return { status: "unchanged", detail: "was being made already" };
      }
      if (live?.provisioningState === "Succeeded") return keep(live, state, report, pool);
      if (!state.wait && isBusy(cluster)) return busyWithoutWaiting("cluster", cluster);
      await waitUntilFree(cluster, spec, state, report);
      return putPool(spec, live, state, report);
    },
  };
}

function keep(live: Pool, state: RunState, report: StepReport, asked: PoolSpec): StepOutcome {
  state.pool = live;
  for (const text of otherDifferences(live, asked)) {
    state.differences.push(`pool ${live.name}: ${text}`);
    report.note(`pool ${live.name}: ${text}`);
  }
  return { status: "unchanged", detail: `exists, ${live.count} x ${live.vmSize}` };
}

function getPool({ resourceGroup, cluster, pool }: PoolStepSpec, state: RunState): Promise<Pool | undefined> {
  return state.azure.pools.get(resourceGroup, cluster, pool.name, state.signal, pool.runtime.pool.apiVersion);
}

/** AKS takes one change of a cluster at a time. */
async function waitUntilFree(cluster: Cluster, spec: PoolStepSpec, state: RunState, report: StepReport): Promise<void> {
  if (!isBusy(cluster)) return;
  const get = () => state.azure.clusters.get(spec.resourceGroup, spec.cluster, state.signal);
  state.cluster = await attach(
    state,
    report,
    { type: "cluster", name: cluster.name, live: cluster, clusterId: cluster.id },
    get,
  );
}

async function putPool(
  spec: PoolStepSpec,
  live: Pool | undefined,
  state: RunState,
  report: StepReport,
): Promise<StepOutcome> {
  const { pool, resourceGroup, cluster } = spec;
  const { apiVersion } = pool.runtime.pool;
  const options = { apiVersion, createOnly: live === undefined, ifMatch: undefined };
  const outcome = await settle(state, report, {
    kind: "pool-create",
    what: `pool ${pool.name}`,
    location: locationOf(state),
    underWay: `pool ${pool.name} of cluster ${cluster} is being ${live === undefined ? "made" : "repaired"}`,
    send: () => state.azure.pools.put(resourceGroup, cluster, pool.name, poolBody(pool), options, state.signal),
    look: async () => {
      const now = await getPool(spec, state);
      // A failed pool that looks as before was not reached by the repair.
      return now?.provisioningState === live?.provisioningState ? undefined : now;
    },
  });
  if (outcome === "started") return { status: "started", detail: "is being made" };
  let made = await getPool(spec, state);
  if (made !== undefined && isBusy(made)) {
    made = await attach(
      state,
      report,
      { type: "pool", name: pool.name, live: made, clusterId: found(state.cluster, "cluster").id },
      () => getPool(spec, state),
    );
  }
  state.underWay = [];
  state.pool = requirePool(made, pool);
  state.made.push(`pool ${pool.name}`);
  return {
    status: "changed",
    detail: `${state.pool.count} x ${state.pool.vmSize}, image ${state.pool.nodeImageVersion ?? "unknown"}`,
  };
}
