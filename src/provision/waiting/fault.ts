import { CliError, faultCodes } from "../../errors.js";

/** Faults that pass by themselves. Everything else is an answer, and goes to the caller as it is. */
export type Fault = "throttled" | "serverFault" | "connectionLost" | "anotherOperation";

export interface FaultPolicy {
  /** First wait, doubled with each further fault in a row, milliseconds. A Retry-After goes before it. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** What to do when a read (a poll, a GET) meets it. */
  readonly onRead: "retry" | "throw";
  /** What to do when the first request of a PUT or DELETE meets it; `look`: it may have taken effect, so look first. */
  readonly onWrite: "retry" | "look";
  /** Where we know it from. */
  readonly evidence: string;
}

/** What the waiting does about each fault. */
export const faultPolicies: Readonly<Record<Fault, FaultPolicy>> = {
  throttled: {
    firstMs: 5_000,
    longestMs: 60_000,
    onRead: "retry",
    // A 429 is refused at the door: nothing was written.
    onWrite: "retry",
    evidence:
      "429 with Retry-After as documented (AKS quotas-skus-regions, 2026-08-03: code Throttled); the one recorded 429 " +
      "of AKS, on a cluster PUT, carried none",
  },
  serverFault: {
    firstMs: 1_000,
    longestMs: 30_000,
    onRead: "retry",
    onWrite: "look",
    evidence:
      "502 and 504 on polls that later succeed, 500 GetVnetError on a cluster PUT that a second PUT overcame: recorded, " +
      "none with Retry-After. That a write may have taken effect before a 5xx is assumed, not recorded",
  },
  connectionLost: {
    firstMs: 1_000,
    longestMs: 30_000,
    onRead: "retry",
    onWrite: "look",
    evidence: "no reply says nothing about what the service did with the request; assumed, not recorded",
  },
  anotherOperation: {
    firstMs: 5_000,
    longestMs: 60_000,
    onRead: "throw",
    onWrite: "retry",
    evidence:
      "409 OperationNotAllowed whose text says that another operation is in progress (AKS documentation, " +
      "aks-pending-operation). Every try costs a token of the PUT bucket: 20 at once, then 1 a minute",
  },
};

/** Which fault an error is; undefined when it is an answer. */
export function faultOf(error: unknown): Fault | undefined {
  if (!(error instanceof CliError)) return undefined;
  if (error.code === faultCodes.anotherOperation) return "anotherOperation";
  if (error.code === faultCodes.connectionLost) return "connectionLost";
  const status = error.azure?.status;
  if (status === 429) return "throttled";
  // 501 says that it will never be done.
  if (status === 408 || (status !== undefined && status >= 500 && status !== 501)) return "serverFault";
  return undefined;
}

/**
 * How long to wait before trying again, milliseconds: Retry-After where Azure sent one, else the policy's doubling wait
 * give or take a quarter, so that many waiters that failed together do not come back together.
 * @param inARow how many faults came in a row, this one included
 * @param random a number in [0, 1)
 */
export function backoffMs(fault: Fault, error: unknown, inARow: number, random: number): number {
  const retryAfterMs = error instanceof CliError ? error.azure?.retryAfterMs : undefined;
  if (retryAfterMs !== undefined) return retryAfterMs + random * 1_000;
  const policy = faultPolicies[fault];
  return Math.min(policy.longestMs, policy.firstMs * 2 ** Math.min(inARow - 1, 16)) * (0.75 + random / 2);
}
