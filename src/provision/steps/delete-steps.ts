import { CliError } from "../../errors.js";
import type { Step, StepOutcome, StepReport } from "../../steps/step.js";
import { found, type RunState } from "../run-state.js";
import { locationOf, settle } from "../settle.js";
import { waitForResource } from "../waiting/wait-for-resource.js";

interface Named {
  readonly resourceGroup: string;
  readonly cluster: string;
}

/** Deletes a cluster with everything on it, after asking. One that does not exist is done already. */
export function deleteClusterStep({ resourceGroup: group, cluster: name }: Named): Step<RunState> {
  return {
    id: "delete-cluster",
    title: `Delete cluster ${name}`,
    plan: () => `delete cluster ${name} in resource group ${group}, with all its pools`,
    async run(state, report) {
      if (state.cluster === undefined) return { status: "unchanged", detail: "does not exist" };
      await askFirst(state, `Delete cluster ${name} with ${state.cluster.pools.length} node pools?`, `cluster ${name}`);
      const get = () => state.azure.clusters.get(group, name, state.signal);
      return settleDeletion(state, report, `cluster ${name}`, "cluster-delete", get, () =>
        state.azure.clusters.delete(group, name, state.signal),
      );
    },
  };
}

/** Deletes one pool with its nodes, after asking. One that does not exist is done already. */
export function deletePoolStep({
  resourceGroup: group,
  cluster,
  pool,
}: Named & { readonly pool: string }): Step<RunState> {
  return {
    id: "delete-pool",
    title: `Delete pool ${pool}`,
    plan: () => `delete pool ${pool} of cluster ${cluster}, with its nodes`,
    async run(state, report) {
      if (state.cluster === undefined) {
        throw new CliError("ClusterNotFound", `there is no cluster ${cluster} in resource group ${group}`, {
          exitReason: "notFound",
          hint: "list them with: aks-sandbox cluster list",
        });
      }
      const live = state.cluster.pools.find((known) => known.name === pool);
      if (live === undefined) return { status: "unchanged", detail: "does not exist" };
      await askFirst(state, `Delete pool ${pool} of cluster ${cluster} with ${live.count} nodes?`, `pool ${pool}`);
      const get = () => state.azure.pools.get(group, cluster, pool, state.signal);
      return settleDeletion(state, report, `pool ${pool}`, "pool-delete", get, () =>
        state.azure.pools.delete(group, cluster, pool, state.signal),
      );
    },
  };
}

async function askFirst(state: RunState, question: string, what: string): Promise<void> {
  if (await state.confirm(question)) return;
  throw new CliError("NotConfirmed", `${what} was not deleted: the answer was no`, { exitReason: "refused" });
}

async function settleDeletion(
  state: RunState,
  report: StepReport,
  what: string,
  kind: "cluster-delete" | "pool-delete",
  get: () => Promise<{ readonly provisioningState: string } | undefined>,
  send: Parameters<typeof settle<undefined>>[2]["send"],
): Promise<StepOutcome> {
  const outcome = await settle<undefined>(state, report, {
    kind,
    what,
    underWay: `${what} is being deleted`,
    location: locationOf(state),
    send,
    look: async () => {
      const live = await get();
      return live === undefined || live.provisioningState === "Deleting" ? { live } : undefined;
    },
  });
  if (outcome === "started") return { status: "started", detail: "is being deleted" };
  let left = await get();
  if (outcome === "found" && left !== undefined) {
    left = await waitForResource(get, {
      kind,
      what,
      clock: state.clock,
      signal: state.signal,
      limiter: state.limiters.clusterReads(found(state.cluster, "cluster").id),
      deadlineMs: state.deadlineMs,
      report,
    });
  }
  state.underWay = [];
  if (left === undefined) return { status: "changed", detail: "deleted" };
  throw new CliError(
    "NotDeleted",
    `Azure ended the deletion, but ${what} is there, in the state ${left.provisioningState}`,
    {
      changed: true,
      remaining: [`${what} is there, in the state ${left.provisioningState}`],
      hint: "run the same command again",
    },
  );
}
