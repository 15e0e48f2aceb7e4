import type { ArmOperation, OperationStatus } from "../../../src/azure/azure.js";
import type { Clock } from "../../../src/clock.js";
import { CliError, faultCodes, type AzureErrorDetails } from "../../../src/errors.js";
import type { PollLimiter } from "../../../src/provision/waiting/poll-limiter.js";
import type { WaitOptions } from "../../../src/provision/waiting/poll-until.js";
import type { StepProgress } from "../../../src/steps/step.js";

/** An error of Azure's border with this HTTP status. */
export function azureError(status: number, retryAfterMs?: number): CliError {
  const azure: AzureErrorDetails = {
    status,
    code: "Scripted",
    message: `scripted ${status}`,
    details: [],
    subcode: undefined,
    requestId: undefined,
    correlationId: undefined,
    principal: undefined,
    subscriptionId: undefined,
    request: undefined,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  return new CliError("Scripted", `scripted ${status}`, { azure });
}

export const connectionLost = () => new CliError(faultCodes.connectionLost, "socket hang up");
export const anotherOperation = () =>
  new CliError(faultCodes.anotherOperation, "Another operation (Updating) is in progress", { exitReason: "conflict" });

export const running = (status = "InProgress"): OperationStatus => ({ state: "running", status, error: undefined });
export const ended = (state: "succeeded" | "failed" | "canceled"): OperationStatus => ({
  state,
  status: state,
  error: undefined,
});

export interface ScriptedOperation extends ArmOperation<undefined> {
  /** Clock times of the polls. */
  readonly polledMs: readonly number[];
}

/** An operation whose n-th poll, at a clock time, gives what `answer` returns or throws. */
export function scriptedOperation(
  clock: Clock,
  answer: (elapsedMs: number, poll: number, signal: AbortSignal) => OperationStatus | Promise<OperationStatus>,
): ScriptedOperation {
  const polledMs: number[] = [];
  return {
    id: "00000000-0000-0000-0000-000000000001",
    accepted: undefined,
    polledMs,
    poll: async (signal) => {
      polledMs.push(clock.elapsedMs());
      return answer(clock.elapsedMs(), polledMs.length, signal);
    },
  };
}

export const unlimited: PollLimiter = { take: () => Promise.resolve(), pause: () => undefined };

export function waitOptions(
  clock: Clock,
  changed: Partial<WaitOptions> = {},
): WaitOptions & { readonly shown: readonly StepProgress[] } {
  const shown: StepProgress[] = [];
  return {
    kind: "pool-create",
    what: "The creation of node pool sandbox",
    clock,
    signal: new AbortController().signal,
    limiter: unlimited,
    report: { progress: (update) => shown.push(update) },
    deadlineMs: undefined,
    random: () => 0.5,
    ...changed,
    shown,
  };
}
