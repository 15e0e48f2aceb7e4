import type { ArmOperation } from "../azure/azure.js";
import { operationError } from "../azure/operation-error.js";
import type { StepReport } from "../steps/step.js";
import type { RunState } from "./run-state.js";
import { sendWhenFree } from "./waiting/send.js";
import type { OperationKind } from "./waiting/usual-durations.js";
import { waitForOperation } from "./waiting/wait-for-operation.js";

export interface Change<T> {
  readonly kind: OperationKind;
  /** What goes on in Azure, as a line for people: `cluster tenants is being made`. */
  readonly underWay: string;
  send(): Promise<ArmOperation<T>>;
  /** Tells whether the write took effect although its reply was lost. */
  look(): Promise<T | undefined>;
}

/**
 * Sends one long change and waits for its end. `started` with `--no-wait`. What Azure accepted stands in
 * `state.underWay` until it has ended, so that an interrupted run can name it. Throws when the operation failed or was
 * canceled, with Azure's own code and message.
 */
export async function settle<T>(
  state: RunState,
  report: StepReport,
  change: Change<T>,
): Promise<"started" | "ended" | "taken-over"> {
  const sent = await sendWhenFree(change.send, {
    look: change.look,
    clock: state.clock,
    signal: state.signal,
    deadlineMs: state.deadlineMs,
    report,
  });
  state.changed = true;
  state.underWay.push(change.underWay);
  if (!state.wait) return "started";
  if (sent.kind === "taken-effect") return "taken-over";
  const end = await waitForOperation(sent.operation, {
    kind: change.kind,
    clock: state.clock,
    signal: state.signal,
    limiter: state.limiter,
    deadlineMs: state.deadlineMs,
    report,
  });
  state.underWay = state.underWay.filter((line) => line !== change.underWay);
  if (end.state !== "succeeded") throw operationError(end, change.underWay);
  return "ended";
}
