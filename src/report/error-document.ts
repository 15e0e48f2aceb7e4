import { inspect } from "node:util";
import type { Context } from "../context.js";
import { CliError, exitCodes, interruptedError, type AzureErrorDetails, type ExitReason } from "../errors.js";
import { redact } from "./redact.js";

/** An error as the program reports it, whatever was thrown. Known secrets have been taken out of every text. */
export interface ReportedError {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  /** Findings and the like: plain data without secrets. */
  readonly data: object | undefined;
  readonly azure: AzureErrorDetails | undefined;
  readonly exitReason: ExitReason;
  readonly changed: boolean;
  readonly remaining: readonly string[];
  /** Messages of the causes, outermost first. */
  readonly causes: readonly string[];
  /** Not meant for users: a defect of this program. */
  readonly isBug: boolean;
  readonly stack: string;
}

/** Turns anything thrown into what is reported. Whatever fails because of an interruption is that interruption. */
export function reportedError(thrown: unknown, { signal, env }: Pick<Context, "signal" | "env">): ReportedError {
  const error = signal.aborted ? asInterruption(thrown, signal) : thrown;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const causes = causesOf(error);
  if (error instanceof CliError) {
    const { code, message, hint, azure, exitReason, changed, remaining, data } = error;
    return withoutSecrets(
      { code, message, hint, azure, exitReason, changed, remaining, data, causes, isBug: false, stack },
      env,
    );
  }
  return withoutSecrets(
    {
      code: "InternalError",
      message: describeThrown(error),
      hint: "this is a defect of aks-sandbox: run again with --debug and report what it shows",
      azure: undefined,
      exitReason: "failed",
      changed: false,
      remaining: [],
      data: undefined,
      causes,
      isBug: true,
      stack,
    },
    env,
  );
}

/**
 * What an interrupted run threw is the interruption, unless it is an error with a cause of its own (the run may have
 * failed just before). What the error knows about changes is kept.
 */
function asInterruption(thrown: unknown, signal: AbortSignal): unknown {
  if (!(thrown instanceof CliError)) return signal.reason;
  if (thrown.exitReason === "interrupted" || !followsAbort(thrown, signal)) return thrown;
  const { hint, changed, remaining } = thrown;
  return interruptedError(describeThrown(signal.reason), {
    changed,
    remaining,
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
  });
}

function followsAbort(error: Error, signal: AbortSignal): boolean {
  let cause: unknown = error;
  for (let depth = 0; cause instanceof Error && depth < deepestCause; depth += 1) {
    if (cause === signal.reason || cause.name === "AbortError") return true;
    cause = cause.cause;
  }
  return false;
}

/** A circle of causes is cut at a depth that no real chain reaches. */
const deepestCause = 8;

export function exitCodeOf(error: ReportedError): number {
  return exitCodes[error.exitReason];
}

/** The document of an error, as `-o json` and `-o yaml` print it on stdout. What was not known is left out. */
export function errorDocument(error: ReportedError): object {
  const { code, message, hint, azure, exitReason, changed, remaining, data } = error;
  return {
    apiVersion: "aks-sandbox/v1",
    kind: "Error",
    exitReason,
    changed,
    remaining,
    ...data,
    error: { code, message, hint, azure },
  };
}

function withoutSecrets(error: ReportedError, env: Context["env"]): ReportedError {
  const clean = (text: string) => redact(text, env);
  const cleanOrUndefined = (text: string | undefined) => (text === undefined ? undefined : clean(text));
  return {
    ...error,
    message: clean(error.message),
    hint: cleanOrUndefined(error.hint),
    azure:
      error.azure === undefined
        ? undefined
        : {
            ...error.azure,
            message: clean(error.azure.message),
            details: error.azure.details.map(clean),
            request: cleanOrUndefined(error.azure.request),
          },
    remaining: error.remaining.map(clean),
    causes: error.causes.map(clean),
    stack: clean(error.stack),
  };
}

function causesOf(error: unknown): readonly string[] {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause !== undefined && cause !== null && causes.length < deepestCause) {
    causes.push(describeThrown(cause));
    cause = cause instanceof Error ? cause.cause : undefined;
  }
  return causes;
}

function describeThrown(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message === "" ? thrown.name : thrown.message;
  return typeof thrown === "string" ? thrown : inspect(thrown);
}
