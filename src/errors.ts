/** The exit codes of the program: a documented contract (`aks-sandbox help exit-codes`). */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  notAllowed: 4,
  refused: 5,
  quota: 6,
  conflict: 7,
  timeLimit: 8,
  notProven: 9,
  differences: 10,
  interrupted: 130,
} as const;

/** A word for an exit code, as JSON output carries it in `exitReason`. */
export type ExitReason = keyof typeof exitCodes;

/** What Azure said when a request failed. Every field that Azure did not send is undefined. */
export interface AzureErrorDetails {
  /** HTTP status, or undefined when an operation failed after it was accepted. */
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly message: string;
  /** `target` and `details[]` of either envelope, flattened to lines. */
  readonly details: readonly string[];
  readonly subcode: string | undefined;
  /** Header `x-ms-request-id`, else `x-ms-operation-identifier`. */
  readonly requestId: string | undefined;
  /** Header `x-ms-correlation-request-id`. */
  readonly correlationId: string | undefined;
  /** Object id (or application id) of the signed-in principal, from the token's claims. */
  readonly principal: string | undefined;
  readonly subscriptionId: string | undefined;
  /** `METHOD path` without query: the signed part of a URL never gets here. */
  readonly request: string | undefined;
  /** Header `Retry-After` in milliseconds, where a reply carried one (AKS as recorded never does). */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Codes of CliErrors that Azure's border throws and that the waiting decides on. The border alone reads message texts
 * (AKS's `OperationNotAllowed` means busy or quota; only its text tells).
 */
export const faultCodes = {
  /** 409: another operation is in progress on the cluster or the pool; it passes. */
  anotherOperation: "AnotherOperation",
  /** No HTTP reply: refused, reset, timed out, or the name did not resolve. `azure.status` is undefined. */
  connectionLost: "ConnectionLost",
} as const;

export interface CliErrorOptions {
  /** One thing to do next; best a command. */
  readonly hint?: string;
  /** Default `failed`. */
  readonly exitReason?: ExitReason;
  readonly cause?: unknown;
  readonly azure?: AzureErrorDetails;
  /** Whether something had been changed before the error. Default false. */
  readonly changed?: boolean;
  /** What is still to do, or still there or under way. Default none. */
  readonly remaining?: readonly string[];
  /** Plain data that the JSON document of the error carries besides. */
  readonly data?: object;
}

/**
 * The only error type that is meant for users. Anything else thrown is a bug and is shown as one.
 * `code` is a stable PascalCase name; `message` contains the wrong value.
 */
export class CliError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly exitReason: ExitReason;
  readonly azure: AzureErrorDetails | undefined;
  readonly changed: boolean;
  readonly remaining: readonly string[];
  readonly data: object | undefined;

  constructor(code: string, message: string, options: CliErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "CliError";
    this.code = code;
    this.hint = options.hint;
    this.exitReason = options.exitReason ?? "failed";
    this.azure = options.azure;
    this.changed = options.changed ?? false;
    this.remaining = options.remaining ?? [];
    this.data = options.data;
  }

  get exitCode(): number {
    return exitCodes[this.exitReason];
  }
}

/** A wrong flag, argument, environment value or file: exit 2, nothing was done. */
export function usageError(code: string, message: string, hint?: string): CliError {
  return new CliError(code, message, { exitReason: "usage", ...(hint === undefined ? {} : { hint }) });
}

/** The signal's owner stopped the run (Ctrl-C, SIGTERM): exit 130; what goes on in Azure is named in `remaining`. */
export function interruptedError(message: string, options: Omit<CliErrorOptions, "exitReason"> = {}): CliError {
  return new CliError("Interrupted", message, { ...options, exitReason: "interrupted" });
}
