import { usageError } from "../errors.js";
import { noFacts } from "../facts/facts.js";
import type { JsonObject } from "../json.js";
import { renderRuntimeClass } from "../kubernetes/runtime-class-manifest.js";
import { checkIds } from "../preflight/check-ids.js";
import { sizeRules } from "../preflight/judge-size.js";
import { preflight } from "../preflight/preflight.js";
import { rules } from "../preflight/rules.js";
import { clusterBody } from "../provision/cluster-body.js";
import { poolBody } from "../provision/pool-body.js";
import { preflightRequest } from "../provision/preflight-request.js";
import { markedPool, runtimeClassFor } from "../provision/runtime-class-for.js";
import { refusal } from "../provision/steps/preflight-step.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";

/**
 * What can be checked without asking anyone, before the first request: the spelling, and the checks that the pool's body
 * alone decides. Throws a CliError.
 */
export async function checkRequest(spec: SandboxSpec): Promise<void> {
  await checkSpelling(spec);
  const creates = { createsCluster: false, createsPool: true, createsGroup: false, location: spec.location ?? "" };
  // A VM size is judged once the region's sizes are known: its refusal names those that pass.
  const others = rules.filter((rule) => !sizeRules.includes(rule));
  const result = preflight(preflightRequest(spec, creates), noFacts, spec.skipChecks, others);
  if (result.verdict !== undefined) throw refusal(result);
}

/**
 * The names of the class and of checks to skip, and whether the contract of the API has every property that `--set` and
 * `--set-pool` name (loaded only when one was given).
 */
export async function checkSpelling(spec: SandboxSpec): Promise<void> {
  const { pool, newCluster } = spec;
  checkIds(spec.skipChecks);
  await renderRuntimeClass(runtimeClassFor(pool.runtime, spec.runtimeClass, [markedPool(pool.runtime, pool.name)]));
  if (Object.keys(pool.overlay).length > 0) await checkOverlay("pool", "--set-pool", poolBody(pool));
  if (Object.keys(newCluster.overlay).length > 0) {
    const name = { name: spec.cluster, resourceGroup: spec.resourceGroup, location: spec.location ?? "westus3" };
    await checkOverlay("cluster", "--set", clusterBody(name, newCluster, pool));
  }
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
