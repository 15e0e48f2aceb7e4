import type { CommandContext } from "../commands/command.js";
import { noFacts } from "../facts/facts.js";
import { preflight } from "../preflight/preflight.js";
import { checkStep } from "../provision/steps/check-step.js";
import { preflightStep } from "../provision/steps/preflight-step.js";
import { signInStep } from "../provision/steps/sign-in-step.js";
import { found } from "../provision/run-state.js";
import { preflightRequest } from "../provision/preflight-request.js";
import { preflightReport } from "../report/preflight-report.js";
import type { CommandResult } from "../report/result.js";
import type { SandboxSpec } from "../spec/sandbox-spec.js";
import { checkSpelling } from "./check-request.js";
import { runWorkflow, type RunSettings } from "./run.js";

/** What `up` looks at before its first change, told whole; changes nothing. `isOffline`: only what needs no Azure. */
export async function runPreflight(
  context: CommandContext,
  spec: SandboxSpec,
  settings: RunSettings,
  isOffline: boolean,
): Promise<CommandResult> {
  await checkSpelling(spec, context.runtimes);
  if (isOffline) {
    const all = { createsCluster: true, createsPool: true, createsGroup: true, location: spec.location ?? "" };
    return preflightReport(preflight(preflightRequest(spec, all), noFacts, spec.skipChecks), { isOffline });
  }
  const steps = [signInStep(spec), checkStep({ ...spec, mergesKubeconfig: true }), preflightStep(spec, "report")];
  const { state } = await runWorkflow(context, settings, steps);
  return preflightReport(found(state.preflight, "result of the checks"), { isOffline });
}
