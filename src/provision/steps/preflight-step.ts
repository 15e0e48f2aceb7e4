import { CliError } from "../../errors.js";
import { preflight, type Finding, type PreflightResult } from "../../preflight/preflight.js";
import type { Step } from "../../steps/step.js";
import { preflightRequest, type PreflightSpec } from "../preflight-request.js";
import { gatherForRun, whatIsMade } from "../gather-for-run.js";
import type { RunState } from "../run-state.js";

/** Refuses what is known to fail, before anything is changed. `report`: leaves the result, and refuses nothing. */
export function preflightStep(spec: PreflightSpec, mode: "refuse" | "report" = "refuse"): Step<RunState> {
  return {
    id: "preflight",
    title: "Preflight",
    plan: () => "check sizes, quota, versions, permissions and locks; refuse what is known to fail",
    async run(state, report) {
      const result = await runPreflight(spec, state);
      state.preflight = result;
      if (result.verdict === undefined && state.credentialsFault !== undefined) throw state.credentialsFault;
      if (mode === "report") return { status: "unchanged", detail: `${result.applied.length} checks` };
      for (const finding of result.findings) if (finding.severity !== "refuse") report.note(noteOf(finding));
      for (const { fact, reason } of result.unknown)
        report.note(`preflight: ${fact} could not be looked at (${reason})`);
      if (result.verdict !== undefined) throw refusal(result);
      const warnings = result.findings.length;
      const detail = `${result.applied.length} checks${warnings === 0 ? "" : `, ${warnings} to note`}`;
      return { status: "unchanged", detail };
    },
  };
}

/** Applies the checks to what is there, which the step before may have begun to gather. Changes nothing. */
async function runPreflight(spec: PreflightSpec, state: RunState): Promise<PreflightResult> {
  const making = whatIsMade(spec, state);
  const facts = await (state.facts ?? gatherForRun(spec, state, state.signal));
  const request = preflightRequest(spec, {
    ...making,
    createsGroup: making.createsCluster && !state.groupExists,
    location: facts.location ?? "",
    wait: state.wait,
  });
  return preflight(request, { ...facts, apiServerFault: state.apiServerFault }, spec.skipChecks);
}

/** Everything that refuses in one error: a user mends it all at once. */
export function refusal({ findings, verdict, unknown }: PreflightResult): CliError {
  const refusing = findings.filter(({ severity }) => severity === "refuse");
  const [first] = refusing;
  const lines = refusing.map(({ id, reason, source }) => `${reason} [${id}, ${source}]`);
  return new CliError("PreflightRefused", `nothing was changed: ${lines.join("; ")}`, {
    exitReason: verdict ?? "refused",
    data: { preflight: { findings, unknown } },
    ...(first === undefined ? {} : { hint: refusing.map(({ cure }) => cure).join("; and ") }),
  });
}

function noteOf({ severity, reason, cure, id }: Finding): string {
  const word = severity === "skipped" ? "skipped" : "advisory";
  return `preflight, ${word}: ${reason} (${id}); ${cure}`;
}
