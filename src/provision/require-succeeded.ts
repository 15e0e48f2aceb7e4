import type { Cluster, Pool } from "../azure/azure.js";
import { CliError } from "../errors.js";
import { workloadRuntimeOf } from "../runtimes/index.js";
import type { PoolSpec } from "../spec/sandbox-spec.js";

/**
 * After every long operation the resource itself is read again: Azure reports operations as Succeeded whose resource
 * ended as Failed. Throws `ClusterNotReady` where the state is anything but Succeeded.
 */
export function requireCluster(cluster: Cluster | undefined, name: string): Cluster {
  if (cluster === undefined) {
    throw new CliError("ClusterGone", `cluster ${name} is gone: it was deleted while we waited`, {
      changed: true,
      hint: "run the same command again to make it anew",
    });
  }
  if (cluster.provisioningState === "Succeeded") return cluster;
  throw new CliError("ClusterNotReady", `cluster ${name} is in the state ${cluster.provisioningState}, not Succeeded`, {
    remaining: [`cluster ${name} is there, in the state ${cluster.provisioningState}`],
    hint: `reconcile it: az aks update -g ${cluster.resourceGroup} -n ${name}, then run the same command again; or delete it: aks-sandbox cluster delete -g ${cluster.resourceGroup} -c ${name}`,
  });
}

/** Same for a pool, which besides must have the runtime that was asked for. */
export function requirePool(pool: Pool | undefined, asked: PoolSpec): Pool {
  if (pool === undefined) {
    throw new CliError("PoolGone", `pool ${asked.name} is not there, although Azure reported success`, {
      changed: true,
      hint: "run the same command again to make it anew",
    });
  }
  const remaining = [`pool ${pool.name} is there, in the state ${pool.provisioningState}`];
  if (pool.provisioningState !== "Succeeded") {
    throw new CliError(
      "PoolNotReady",
      `Azure ended the operation, but pool ${pool.name} is in the state ${pool.provisioningState}`,
      { changed: true, remaining, hint: "run the same command again: it repairs a failed pool" },
    );
  }
  if (pool.workloadRuntime.toLowerCase() !== workloadRuntimeOf(asked.runtime).toLowerCase()) {
    throw new CliError(
      "RuntimeNotApplied",
      `pool ${pool.name} was made with the workload runtime ${pool.workloadRuntime}, not ${workloadRuntimeOf(asked.runtime)}`,
      { changed: true, remaining, hint: "delete the pool, and report this to Azure: the request asked for the other" },
    );
  }
  return pool;
}
