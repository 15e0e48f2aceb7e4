import { CliError } from "../../errors.js";
import { neededFeature, type NeededFeature } from "../../spec/needed-feature.js";
import type { PoolSpec } from "../../spec/sandbox-spec.js";
import type { Step, StepReport } from "../../steps/step.js";
import type { RunState } from "../run-state.js";

/** Between two looks at a registration, service time. Registrations take minutes; ARM allows far more. */
const pollMs = 10_000;

/** Default limit for a registration, service time, where no `--timeout` is given. */
const patienceMs = 30 * 60_000;

/**
 * Registers the subscription feature that the pool needs, and waits for it. Registering is a change to the whole
 * subscription, so it is asked for first. `mayCreateCluster`: whether the run makes a cluster where there is none.
 */
export function featureStep(pool: PoolSpec, mayCreateCluster: boolean): Step<RunState> | undefined {
  const possible = neededFeature(pool, mayCreateCluster);
  if (possible === undefined) return undefined;
  const { feature } = possible;
  const isForNewCluster = neededFeature(pool, false) === undefined;
  const fullName = `${feature.namespace}/${feature.name}`;
  return {
    id: "feature",
    title: `Feature ${feature.name}`,
    plan: () =>
      `register feature ${fullName} for the whole subscription, unless it is registered${isForNewCluster ? " or the cluster exists" : ""}`,
    async run(state, report) {
      if (isForNewCluster && state.cluster !== undefined)
        return { status: "unchanged", detail: "only a new cluster needs it" };
      const before = await state.azure.features.state(feature.namespace, feature.name, state.signal);
      if (before === "Registered") return { status: "unchanged", detail: "registered" };
      if (before !== "Pending" && before !== "Registering") {
        await askFirst(state, fullName, possible);
        await state.azure.features.register(feature.namespace, feature.name, state.signal);
        state.changed = true;
      }
      await waitUntilRegistered(state, feature, report, possible.cure);
      // Without this the provider goes on with what it knew (the documented "refresh the registration").
      await state.azure.providers.register(feature.namespace, state.signal);
      state.changed = true;
      return { status: "changed", detail: "registered" };
    },
  };
}

async function askFirst(state: RunState, fullName: string, { neededBy, cure }: NeededFeature): Promise<void> {
  const agreed = await state.confirm(`Register the feature ${fullName} for the whole subscription?`);
  if (agreed) return;
  throw new CliError("FeatureNotRegistered", `feature ${fullName} is not registered, and ${neededBy} needs it`, {
    exitReason: "refused",
    hint: cure,
  });
}

async function waitUntilRegistered(
  state: RunState,
  feature: NeededFeature["feature"],
  report: StepReport,
  cure: string,
): Promise<void> {
  const limitMs = state.deadlineMs ?? state.clock.elapsedMs() + patienceMs;
  for (;;) {
    const now = await state.azure.features.state(feature.namespace, feature.name, state.signal);
    if (now === "Registered") return;
    report.progress({ stage: now });
    if (state.clock.elapsedMs() + pollMs > limitMs) {
      throw new CliError(
        "TimeLimit",
        `feature ${feature.namespace}/${feature.name} is still ${now} at the time limit`,
        {
          exitReason: "timeLimit",
          hint: cure,
          changed: state.changed,
          remaining: [`feature ${feature.name} is ${now}; the registration goes on in Azure`],
        },
      );
    }
    await state.clock.sleep(pollMs, state.signal);
  }
}
