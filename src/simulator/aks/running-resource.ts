import type { Operation, OperationError } from "../arm/operations.js";

/** A resource that has one operation at a time: a pool, or a single machine. */
export interface RunningResource {
  readonly name: string;
  state: string;
  eTag: string | undefined;
  running: Operation | undefined;
  /** Ends `running` at once, as Canceled. */
  cancel: ((error: OperationError) => void) | undefined;
}
