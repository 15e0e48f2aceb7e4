import { CliError } from "../errors.js";
import type { StepReport } from "../steps/step.js";
import type { RunState } from "./run-state.js";
import type { OperationKind } from "./waiting/usual-durations.js";
import { isSettled, waitForResource } from "./waiting/wait-for-resource.js";

/** Whether an operation is under way on it. */
export function isBusy(resource: { readonly provisioningState: string }): boolean {
  return !isSettled(resource);
}

/** The kind of operation that a busy resource shows, for its usual duration. */
function kindOf(resource: "cluster" | "pool", provisioningState: string): OperationKind {
  const state = provisioningState.toLowerCase();
  if (state === "creating") return `${resource}-create`;
  if (state === "deleting") return `${resource}-delete`;
  return `${resource}-update`;
}

/**
 * Waits until a resource that somebody (perhaps an earlier run of ours) is changing has come to rest, and returns it.
 * One that is being deleted is a conflict (exit 7): making it again meanwhile is not possible.
 */
export async function attach<T extends { readonly provisioningState: string }>(
  state: RunState,
  report: StepReport,
  what: {
    readonly type: "cluster" | "pool";
    readonly name: string;
    readonly live: T;
    /** ARM id of the cluster: Azure counts reads per cluster. */
    readonly clusterId: string;
  },
  get: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const { type, name, live } = what;
  if (live.provisioningState.toLowerCase() === "deleting") {
    throw new CliError("BeingDeleted", `${type} ${name} is being deleted`, {
      exitReason: "conflict",
      changed: state.changed,
      hint: "wait until it is gone, then run the same command again",
    });
  }
  const line = `${type} ${name} is ${live.provisioningState}, by an operation that was under way already`;
  report.note(`${type} ${name} is ${live.provisioningState} already: waiting for that operation`);
  state.underWay.push(line);
  const rested = await waitForResource(get, {
    kind: kindOf(type, live.provisioningState),
    what: `${type} ${name}`,
    clock: state.clock,
    signal: state.signal,
    limiter: state.limiters.clusterReads(what.clusterId),
    deadlineMs: state.deadlineMs,
    report,
  });
  state.underWay = state.underWay.filter((entry) => entry !== line);
  return rested;
}
