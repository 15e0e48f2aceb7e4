import { poolFindings } from "../proof/pool-findings.js";
import type { Finding, FindingsInput } from "./status.js";

const ended: readonly string[] = ["Failed", "Canceled"];

/** What Azure says of the cluster and its pools. */
export function clusterFindings(input: FindingsInput): readonly Finding[] {
  const { cluster, where } = input;
  if (cluster === undefined) return [];
  const found: Finding[] = [];
  const { name, resourceGroup, provisioningState, powerState } = cluster;
  if (powerState === "Stopped") {
    found.push({
      id: "cluster-stopped",
      severity: "warning",
      text: `cluster ${name} is stopped: it has no nodes, and no API server to ask`,
      cure: `start it: az aks start -g ${resourceGroup} -n ${name}`,
    });
  }
  if (ended.includes(provisioningState)) {
    found.push({
      id: "cluster-failed",
      severity: "problem",
      text: `the last operation on cluster ${name} ended as ${provisioningState}`,
      cure: `reconcile it: az aks update -g ${resourceGroup} -n ${name}`,
    });
  }
  for (const pool of cluster.pools) {
    if (!ended.includes(pool.provisioningState)) continue;
    found.push({
      id: "pool-failed",
      severity: "problem",
      text: `the last operation on pool ${pool.name} ended as ${pool.provisioningState}`,
      cure: `look at it: aks-sandbox pool show ${where} --name ${pool.name}; then run what failed again`,
    });
  }
  // Its state has findings of its own above, and among the operations under way.
  const others = poolFindings(cluster.pools, input.runtimes).filter(({ id }) => id !== "pool-state");
  return [...found, ...others.map((warning) => ({ ...warning, severity: "warning" as const }))];
}
