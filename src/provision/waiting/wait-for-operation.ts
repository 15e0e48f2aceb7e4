import type { ArmOperation, OperationStatus } from "../../azure/azure.js";
import { pollUntil, type WaitOptions } from "./poll-until.js";

/**
 * Waits for the end of an operation that Azure accepted just now, and returns how it ended: `succeeded`, `failed` or
 * `canceled`, as `status` alone says it (AKS shows error objects beside `InProgress` and even beside `Succeeded`).
 * A success says nothing yet about the resource: get it and require its `provisioningState`.
 * Throws as `pollUntil` does: never a success where Azure did not say so.
 */
export function waitForOperation<T>(operation: ArmOperation<T>, options: WaitOptions): Promise<OperationStatus> {
  return pollUntil<OperationStatus>(
    {
      poll: (signal) => operation.poll(signal),
      isEnd: ({ state }) => state !== "running",
      stage: ({ status }) => status,
      began: "now",
    },
    options,
  );
}
