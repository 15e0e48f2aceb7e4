import { CliError, usageError } from "../errors.js";
import type { JsonObject } from "../json.js";
import { renderRuntimeClass } from "../kubernetes/runtime-class-manifest.js";
import { clusterBody } from "../provision/cluster-body.js";
import { poolBody } from "../provision/pool-body.js";
import { markedPool, runtimeClassFor } from "../provision/runtime-class-for.js";
import type { PoolSpec, SandboxSpec } from "../spec/sandbox-spec.js";

/**
 * What can be checked without asking anyone, before the first request: the class's name, and whether the contract of the
 * API has every property that `--set` and `--set-pool` name (loaded only when one was given), and whether the runtime can be
 * combined with what the pool's body asks for. Throws a CliError.
 */
export async function checkRequest(spec: SandboxSpec): Promise<void> {
  const { pool, newCluster } = spec;
  await renderRuntimeClass(runtimeClassFor(pool.runtime, spec.runtimeClass, [markedPool(pool.runtime, pool.name)]));
  if (Object.keys(pool.overlay).length > 0) await checkOverlay("pool", "--set-pool", poolBody(pool));
  checkCombination(pool);
  if (Object.keys(newCluster.overlay).length > 0) {
    const name = { name: spec.cluster, resourceGroup: spec.resourceGroup, location: spec.location ?? "westus3" };
    await checkOverlay("cluster", "--set", clusterBody(name, newCluster, pool));
  }
}

/** Only what was read in a primary source is refused here; anything else the service decides. */
function checkCombination(pool: PoolSpec): void {
  const body = poolBody(pool);
  const found = pool.runtime.incompatible.find((item) => item.evidence === "verified" && item.applies?.(body) === true);
  if (found === undefined) return;
  throw new CliError(
    "SettingIncompatible",
    `${found.setting} cannot be combined with ${pool.runtime.id}: ${found.reason} (${found.source})`,
    { exitReason: "refused", hint: `leave ${found.setting} out of --set-pool` },
  );
}

async function checkOverlay(kind: "cluster" | "pool", flag: string, body: JsonObject): Promise<void> {
  const { checkAgainstContract } = await import("../azure/contract.js");
  const unknown = await checkAgainstContract(kind, body);
  if (unknown.length === 0) return;
  throw usageError(
    "UnknownProperty",
    `${flag} ${unknown.join(", ")}: the API knows no such property that can be set`,
    "spell it as in the REST reference of Microsoft.ContainerService/managedClusters",
  );
}
