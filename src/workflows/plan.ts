import type { CommandResult } from "../report/result.js";
import type { JsonObject } from "../json.js";
import { clusterBody } from "../provision/cluster-body.js";
import { installerNotes } from "../provision/installer-notes.js";
import { installerData, renderInstaller, userCommand } from "../provision/installer-request.js";
import { poolBody } from "../provision/pool-body.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import { maskOverlay } from "../spec/secret-settings.js";
import { checkPlan } from "./check-request.js";
import type { RunState } from "../provision/run-state.js";
import type { Step } from "../steps/step.js";
import { runtimeNotes } from "./runtime-notes.js";
import { addPoolSteps, upSteps } from "./up.js";

/** The steps that `up` would run, from the very objects, and the request bodies that it would send, secrets masked. */
export async function planUp(spec: SandboxSpec, rows: RuntimeTable): Promise<CommandResult> {
  await checkPlan(spec, true, rows);
  const { pool, newCluster } = withoutSecrets(spec);
  return plan(spec, upSteps(spec), {
    newCluster: clusterBody(
      { name: spec.cluster, resourceGroup: spec.resourceGroup, location: spec.location ?? "LOCATION" },
      newCluster,
      pool,
    ),
    poolOfExistingCluster: poolBody(pool),
  });
}

/** The steps that `pool add` would run, and the request body that it would send, secrets masked. */
export async function planPoolAdd(spec: SandboxSpec, rows: RuntimeTable): Promise<CommandResult> {
  await checkPlan(spec, false, rows);
  return plan(spec, addPoolSteps(spec), { pool: poolBody(withoutSecrets(spec).pool) });
}

function withoutSecrets({ pool, newCluster }: SandboxSpec): Pick<SandboxSpec, "pool" | "newCluster"> {
  return {
    pool: { ...pool, overlay: maskOverlay(pool.overlay) },
    newCluster: { ...newCluster, overlay: maskOverlay(newCluster.overlay) },
  };
}

async function plan(
  spec: SandboxSpec,
  ordered: readonly Step<RunState>[],
  requests: JsonObject,
): Promise<CommandResult> {
  const steps = ordered.map((step) => ({ id: step.id, title: step.title, plan: step.plan() }));
  const installer = await renderInstaller(spec.pool.runtime, spec.pool.installer);
  const command = userCommand(spec.pool, installer);
  const notes = [
    ...runtimeNotes(spec.pool.runtime),
    ...installerNotes(spec.pool),
    ...(command === undefined
      ? []
      : [`this run does not put the runtime on the nodes; once the pool is there: ${command}`]),
  ];
  return {
    kind: "Plan",
    data: { steps, notes, requests, ...installerData(spec.pool.runtime, installer) },
    exitReason: "done",
    changed: false,
    remaining: steps.map((step) => step.plan),
    table: (style) =>
      [
        ...steps.map((step, index) => `${String(index + 1).padStart(2)}. ${step.plan}`),
        ...notes.map((note) => style.warning(`note: ${note}`)),
        style.dim("nothing was asked of Azure and nothing was changed"),
        "",
      ].join("\n"),
  };
}
