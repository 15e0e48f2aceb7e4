import { usageError } from "../errors.js";
import { noFacts } from "../facts/facts.js";
import type { JsonObject } from "../json.js";
import { renderRuntimeClass } from "../kubernetes/runtime-class-manifest.js";
import { checkIds } from "../preflight/check-ids.js";
import { sizeRules } from "../preflight/judge-size.js";
import { preflight } from "../preflight/preflight.js";
import type { PreflightRequest } from "../preflight/rule.js";
import { rules } from "../preflight/rules.js";
import { clusterBody } from "../provision/cluster-body.js";
import { renderInstaller } from "../provision/installer-request.js";
import { poolBody } from "../provision/pool-body.js";
import { preflightRequest, type PreflightSpec } from "../provision/preflight-request.js";
import { markedPool, runtimeClassFor } from "../provision/runtime-class-for.js";
import { refusal } from "../provision/steps/preflight-step.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";

/**
 * What can be checked without asking anyone, before the first request: the spelling, and the checks that the pool's body
 * alone decides. Throws a CliError.
 */
export async function checkRequest(spec: SandboxSpec, rows: RuntimeTable): Promise<void> {
  await checkSpelling(spec, rows);
  const creates = { createsCluster: false, createsPool: true, createsGroup: false };
  // A VM size is judged once the region's sizes are known: its refusal names those that pass.
  const others = rules.filter((rule) => !sizeRules.includes(rule));
  refuseOffline(spec, creates, others);
}

/** What a plan can check: the same, and what a name tells of a VM size. A cluster that is planned does not exist yet. */
export async function checkPlan(spec: SandboxSpec, createsCluster: boolean, rows: RuntimeTable): Promise<void> {
  await checkSpelling(spec, rows);
  refuseOffline(spec, { createsCluster, createsPool: true, createsGroup: createsCluster }, rules);
}

/** What can be checked of a cluster without a sandbox pool before the first request. */
export async function checkNewCluster(spec: PreflightSpec): Promise<void> {
  checkIds(spec.skipChecks);
  await checkClusterOverlay(spec);
}

/**
 * The names of the class and of checks to skip, and whether the contract of the API has every property that `--set` and
 * `--set-pool` name (loaded only when one was given).
 */
export async function checkSpelling(spec: SandboxSpec, rows: RuntimeTable): Promise<void> {
  const { pool } = spec;
  checkIds(spec.skipChecks);
  const served = [markedPool(pool.runtime, pool.name)];
  await renderRuntimeClass(runtimeClassFor(pool.runtime, spec.runtimeClass, served), rows);
  await renderInstaller(pool.runtime, pool.installer);
  if (Object.keys(pool.overlay).length > 0) await checkOverlay("pool", "--set-pool", poolBody(pool));
  await checkClusterOverlay(spec);
}

function refuseOffline(
  spec: SandboxSpec,
  creates: Pick<PreflightRequest, "createsCluster" | "createsPool" | "createsGroup">,
  applied: typeof rules,
): void {
  const request = preflightRequest(spec, { ...creates, location: spec.location ?? "" });
  const result = preflight(request, noFacts, spec.skipChecks, applied);
  if (result.verdict !== undefined) throw refusal(result);
}

async function checkClusterOverlay({
  newCluster,
  pool,
  ...spec
}: Pick<PreflightSpec, "cluster" | "resourceGroup" | "location" | "newCluster" | "pool">): Promise<void> {
  if (Object.keys(newCluster.overlay).length === 0) return;
  const name = { name: spec.cluster, resourceGroup: spec.resourceGroup, location: spec.location ?? "westus3" };
  // What an api-version of the user's has besides is ours, and not in the contract that is looked at.
  const own = pool === undefined ? undefined : { ...pool, initializationTaints: [] };
  await checkOverlay("cluster", "--set", clusterBody(name, newCluster, own));
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
