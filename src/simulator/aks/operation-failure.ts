import type { OperationError } from "../arm/operations.js";

/** Thrown on the way of an operation: it ends as Failed with this error, and nothing more of it happens. */
export class OperationFailure extends Error {
  readonly error: OperationError;

  constructor(error: OperationError) {
    super(error.message);
    this.name = "OperationFailure";
    this.error = error;
  }
}
