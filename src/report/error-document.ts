import { inspect } from "node:util";
import { CliError, exitCodes, type AzureErrorDetails, type ExitReason } from "../errors.js";

/** An error as the program reports it, whatever was thrown. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly azure: AzureErrorDetails | undefined;
  readonly exitReason: ExitReason;
  readonly changed: boolean;
  readonly remaining: readonly string[];
  /** Not meant for users: a defect of this program, with the stack where there is one. */
  readonly bug: { readonly stack: string } | undefined;
  /** Messages of the causes, outermost first. */
  readonly causes: readonly string[];
}

/** Turns anything thrown into what is reported. An error that followed an interruption is that interruption. */
export function reportedError(thrown: unknown, signal: AbortSignal): ReportedError {
  const error = interruption(thrown, signal) ?? thrown;
  if (error instanceof CliError) {
    const { code, message, hint, azure, exitReason, changed, remaining } = error;
    return { code, message, hint, azure, exitReason, changed, remaining, bug: undefined, causes: causesOf(error) };
  }
  return {
    code: "InternalError",
    message: describeThrown(error),
    hint: "run again with --debug and report the text as a defect",
    azure: undefined,
    exitReason: "failed",
    changed: false,
    remaining: [],
    bug: { stack: error instanceof Error ? (error.stack ?? "") : "" },
    causes: causesOf(error),
  };
}

export function exitCodeOf(error: ReportedError): number {
  return exitCodes[error.exitReason];
}

/** The document of an error, as `-o json` and `-o yaml` print it on stdout. Absent fields were not known. */
export function errorDocument(error: ReportedError): object {
  const { code, message, hint, azure, exitReason, changed, remaining } = error;
  return {
    apiVersion: "aks-sandbox/v1",
    kind: "Error",
    exitReason,
    changed,
    remaining,
    error: { code, message, hint, azure },
  };
}

function interruption(thrown: unknown, signal: AbortSignal): unknown {
  if (!signal.aborted || thrown instanceof CliError) return undefined;
  return signal.reason;
}

function causesOf(error: unknown): readonly string[] {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  // A cycle of causes is cut at a depth that no real chain reaches.
  while (cause !== undefined && cause !== null && causes.length < 8) {
    causes.push(describeThrown(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message;
  return typeof thrown === "string" ? thrown : inspect(thrown);
}
