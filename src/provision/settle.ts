import type { ArmOperation, OperationStatus } from "../azure/azure.js";
import { azureError } from "../azure/error.js";
import { CliError } from "../errors.js";
import type { StepReport } from "../steps/step.js";
import { found, type RunState } from "./run-state.js";
import { sendWhenFree } from "./waiting/send-when-free.js";
import type { OperationKind } from "./waiting/usual-durations.js";
import { waitForOperation } from "./waiting/wait-for-operation.js";

export interface Change<T> {
  readonly kind: OperationKind;
  /** What is changed, as a subject: `cluster tenants`. */
  readonly what: string;
  /** What goes on in Azure, as a line for people: `cluster tenants is being made`. */
  readonly underWay: string;
  /** Region of the cluster: Azure counts polls per region. */
  readonly location: string;
  send(): Promise<ArmOperation<T>>;
  /** Tells whether the write took effect although its reply was lost; undefined if it left no trace. */
  look(): Promise<object | undefined>;
}

/**
 * Sends one long change and waits for its end: `started` with `--no-wait`, `found` where the reply or the record of the
 * operation was lost but the change is under way (attach to it), else `ended`. What Azure accepted stands in
 * `state.underWay` until it has ended, so that an interrupted run can name it. Throws when the operation failed or was
 * canceled, with Azure's code and message.
 */
export async function settle<T>(
  state: RunState,
  report: StepReport,
  change: Change<T>,
): Promise<"started" | "ended" | "found"> {
  const sent = await sendWhenFree(() => change.send(), {
    what: `the request for ${change.what}`,
    look: () => change.look(),
    clock: state.clock,
    signal: state.signal,
    deadlineMs: state.deadlineMs,
    note: (text) => {
      report.note(text);
    },
  });
  state.changed = true;
  state.underWay.push(change.underWay);
  if (!state.wait) return "started";
  if (sent.outcome === "found") return "found";
  const end = await waitUnlessLost(sent.operation, {
    kind: change.kind,
    what: change.what,
    clock: state.clock,
    signal: state.signal,
    limiter: state.limiters.operationStatus(state.azure.subscriptionId, change.location),
    deadlineMs: state.deadlineMs,
    report,
  });
  if (end === undefined) {
    report.note(`Azure does not know the operation on ${change.what} any more; looking at ${change.what} itself`);
    return "found";
  }
  state.underWay = state.underWay.filter((line) => line !== change.underWay);
  if (end.state === "succeeded") return "ended";
  if (end.error !== undefined)
    throw azureError(end.error, `Azure's operation on ${change.what} ended as ${end.status}`);
  throw new CliError(
    "OperationFailed",
    `Azure's operation on ${change.what} ended as ${end.status}, without a reason`,
    {
      changed: true,
      hint: "look at the resource in Azure, then run the same command again",
    },
  );
}

/** How an operation ended; undefined when Azure has lost its record, which says nothing about what it does (assumed). */
async function waitUnlessLost<T>(
  operation: ArmOperation<T>,
  options: Parameters<typeof waitForOperation>[1],
): Promise<OperationStatus | undefined> {
  try {
    return await waitForOperation(operation, options);
  } catch (error) {
    if (error instanceof CliError && error.azure?.status === 404) return undefined;
    throw error;
  }
}

/** Region of the cluster that the run is about. */
export function locationOf(state: RunState): string {
  return found(state.cluster, "cluster").location;
}
