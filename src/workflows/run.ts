import type { AzureConnection } from "../azure/azure.js";
import type { CommandContext } from "../commands/command.js";
import type { AzureSettings } from "../context.js";
import { CliError, type ExitReason } from "../errors.js";
import { locateKubeconfig } from "../kubernetes/kubeconfig-location.js";
import { checkKubeconfig, checkMerge, mergeKubeconfig } from "../kubernetes/merge-kubeconfig.js";
import { abortAfter } from "../provision/abort-after.js";
import type { RunState } from "../provision/run-state.js";
import { createPollLimiters } from "../provision/waiting/poll-limiter.js";
import { runSteps } from "../steps/run.js";
import type { Step, StepRecord } from "../steps/step.js";

/** How a run treats time and Azure, whatever it does. */
export interface RunSettings {
  readonly azure: AzureSettings;
  /** Service time; undefined = the default of 60 minutes. */
  readonly timeoutMs: number | undefined;
  readonly wait: boolean;
}

/** How much later than the deadline everything is stopped, service time. */
const graceMs = 15_000;

/** Longer than the longest recorded creation (17 minutes) by far, and short enough for a pipeline step. */
const defaultTimeoutMs = 60 * 60_000;

export interface RunResult {
  readonly state: RunState;
  readonly steps: readonly StepRecord[];
  readonly exitReason: Extract<ExitReason, "done"> | "started";
  /** What is still to do, a line each. */
  readonly remaining: readonly string[];
}

/** The state that a run starts with. */
export function startState(context: CommandContext, azure: AzureConnection, settings: RunSettings): RunState {
  return {
    azure,
    clock: context.clock,
    signal: context.signal,
    limiters: createPollLimiters(context.clock),
    deadlineMs: context.clock.elapsedMs() + (settings.timeoutMs ?? defaultTimeoutMs),
    wait: settings.wait,
    uuid: context.uuid,
    runtimes: context.runtimes,
    confirm: (question) => context.confirm(question),
    connectKubernetes: (cluster, kubeconfig) =>
      context.connectKubernetes({
        kubeconfig,
        contextName: undefined,
        token: cluster.usesEntra ? () => azure.kubernetesToken(context.signal) : undefined,
      }),
    checkKubeconfig: async (kubeconfig, contextName, { path, ...wanted }) => {
      const location = await locateKubeconfig(path, context);
      if (kubeconfig === undefined) await checkKubeconfig(location, contextName, wanted.overwrite);
      else await checkMerge({ location, kubeconfig, ...wanted });
    },
    mergeKubeconfig: async (kubeconfig, { path, ...wanted }) => {
      const location = await locateKubeconfig(path, context);
      return mergeKubeconfig({ location, kubeconfig, ...wanted }, context, context.signal);
    },
    groupExists: true,
    resourceGroup: undefined,
    cluster: undefined,
    pool: undefined,
    kubeconfig: undefined,
    kubernetes: undefined,
    mergedKubeconfig: undefined,
    facts: undefined,
    apiServerFault: undefined,
    credentialsFault: undefined,
    preflight: undefined,
    proof: undefined,
    changed: false,
    underWay: [],
    made: [],
    differences: [],
  };
}

/**
 * Runs the steps on a fresh state. An error leaves with what was changed, what goes on in Azure, and, where the run can
 * be taken up again, the command that does so.
 */
export async function runWorkflow(
  context: CommandContext,
  settings: RunSettings,
  steps: readonly Step<RunState>[],
): Promise<RunResult> {
  const azure = await context.connectAzure(settings.azure);
  const state = startState(context, azure, settings);
  const records: StepRecord[] = [];
  // The waits for Azure end by themselves at the deadline, and tell more; this ends everything else a little later.
  const limit = abortAfter(state, Infinity, graceMs);
  state.signal = limit.signal;
  try {
    const left = await runSteps(steps, state, context, records);
    const isStarted = records.at(-1)?.status === "started";
    return {
      state,
      steps: records,
      exitReason: isStarted ? "started" : "done",
      remaining: [...state.underWay, ...left.map((step) => step.plan())],
    };
  } catch (error) {
    throw withWhatGoesOn(error, state, context, limit.expired(), steps.slice(records.length));
  } finally {
    limit.dispose();
  }
}

function withWhatGoesOn(
  thrown: unknown,
  state: RunState,
  context: CommandContext,
  isLate: boolean,
  left: readonly Step<RunState>[],
): unknown {
  const reason: unknown = context.signal.aborted ? context.signal.reason : isLate ? late() : undefined;
  const error = thrown instanceof CliError || reason === undefined ? thrown : reason;
  if (!(error instanceof CliError)) return thrown;
  const changed = error.changed || state.changed;
  const isRefusal = error.exitReason === "refused" || error.exitReason === "usage";
  const isThere = state.made.map((what) => `${what} was made and is there`);
  const toDo = changed ? left.map((step) => `still to do: ${step.plan()}`) : [];
  const canGoOn = error.exitReason === "interrupted" || error.exitReason === "timeLimit";
  const goesOn = state.underWay.map((line) => `${line}; this goes on in Azure`);
  const hint = canGoOn && state.underWay.length > 0 ? `go on with: ${context.commandLine}` : error.hint;
  return new CliError(error.code, error.message, {
    // "Refused" and "usage" promise that nothing was changed.
    exitReason: changed && isRefusal ? "failed" : error.exitReason,
    cause: error.cause ?? error,
    changed,
    remaining: [...new Set([...error.remaining, ...goesOn, ...isThere, ...toDo])],
    ...(error.data === undefined ? {} : { data: error.data }),
    ...(hint === undefined ? {} : { hint }),
    ...(error.azure === undefined ? {} : { azure: error.azure }),
  });
}

function late(): CliError {
  return new CliError("TimeLimit", "the time limit was reached", {
    exitReason: "timeLimit",
    hint: "run the same command again, with a longer --timeout",
  });
}
