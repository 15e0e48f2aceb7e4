export type StateErrorCode =
  /** No state, or of a version that this program does not read. */
  | "StateFileInvalid"
  /** It can be read, and does not lead to what it led to when it was written. */
  | "StateFileDiverged"
  /** Another process works with it, or its port is taken. */
  | "StateFileInUse"
  /** The system does not let it be written. */
  | "StateFileNotWritable"
  /** A setting that the state fixes was asked for otherwise. */
  | "StateFileMismatch";

/** A state file cannot be used. The file was not changed. */
export class StateError extends Error {
  readonly code: StateErrorCode;
  /** One thing to do. */
  readonly hint: string;

  constructor(code: StateErrorCode, message: string, hint: string) {
    super(message);
    this.name = "StateError";
    this.code = code;
    this.hint = hint;
  }
}
