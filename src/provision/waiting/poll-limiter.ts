import type { Clock } from "../../clock.js";

/** A share of one of Azure's token buckets, for all waiters of this process. */
export interface PollLimiter {
  /** Resolves when one more request may be sent, in the order of asking; rejects at once when the signal is aborted. */
  take(signal: AbortSignal): Promise<void>;
  /** Azure said that its bucket is empty (429): nobody sends anything for `ms`, and nothing is left of the burst. */
  pause(ms: number): void;
}

export interface PollLimits {
  /** Requests that may be sent at once after a quiet time. */
  readonly burst: number;
  readonly perSecond: number;
}

/**
 * AKS allows 200 reads of operation states at once and then 2 a second, per subscription and region (AKS documentation,
 * quotas-skus-regions, 2026-08-03). Half of the burst is left to the portal, `az` and other runs of this program.
 */
export const operationStatusLimits: PollLimits = { burst: 100, perSecond: 2 };

/** AKS allows 60 reads of one cluster at once and then 1 a second (same source). Half of the burst is left to others. */
export const clusterReadLimits: PollLimits = { burst: 30, perSecond: 1 };

/** A token bucket on the clock's time. Waiters are served first come, first served, so that none starves. */
export function createPollLimiter(clock: Clock, limits: PollLimits): PollLimiter {
  let tokens = limits.burst;
  let countedMs = clock.elapsedMs();
  let pausedUntilMs = countedMs;
  let lastInLine: Promise<void> = Promise.resolve();

  /** Milliseconds until a token is there; 0 when one is. */
  const missingMs = (): number => {
    const nowMs = clock.elapsedMs();
    tokens = Math.min(limits.burst, tokens + (Math.max(0, nowMs - countedMs) * limits.perSecond) / 1_000);
    countedMs = Math.max(countedMs, nowMs);
    if (nowMs < pausedUntilMs) return pausedUntilMs - nowMs;
    // A token is a token also when rounding took a billionth of it.
    return tokens >= 1 - 1e-9 ? 0 : Math.max(1, ((1 - tokens) * 1_000) / limits.perSecond);
  };

  return {
    take: async (signal) => {
      signal.throwIfAborted();
      const ahead = lastInLine;
      let leave: () => void = () => undefined;
      lastInLine = new Promise((resolve) => {
        leave = resolve;
      });
      try {
        await orAborted(ahead, signal);
        for (let waitMs = missingMs(); waitMs > 0; waitMs = missingMs()) await clock.sleep(waitMs, signal);
        tokens -= 1;
      } finally {
        // Who leaves the line early must not let the next one overtake those ahead.
        void ahead.then(leave);
      }
    },
    pause: (ms) => {
      missingMs();
      tokens = 0;
      pausedUntilMs = Math.max(pausedUntilMs, clock.elapsedMs() + ms);
      // No tokens grow during the pause: it says how long Azure's own bucket stays empty.
      countedMs = pausedUntilMs;
    },
  };
}

/** The limiters of one process, one for each of Azure's buckets. */
export interface PollLimiters {
  /** For polls of operations: one bucket per subscription and region. */
  operationStatus(subscriptionId: string, location: string): PollLimiter;
  /** For reads of a cluster and of its pools; `clusterId` is its ARM id. */
  clusterReads(clusterId: string): PollLimiter;
}

/** Make one per process, so that all waiters share it. Names are compared without case, as ARM does. */
export function createPollLimiters(clock: Clock): PollLimiters {
  const made = new Map<string, PollLimiter>();
  const limiter = (key: string, limits: PollLimits): PollLimiter => {
    const name = key.toLowerCase();
    const known = made.get(name) ?? createPollLimiter(clock, limits);
    made.set(name, known);
    return known;
  };
  return {
    operationStatus: (subscriptionId, location) =>
      limiter(`operations ${subscriptionId} ${location.replaceAll(" ", "")}`, operationStatusLimits),
    clusterReads: (clusterId) => limiter(`cluster ${clusterId}`, clusterReadLimits),
  };
}

/** The promise, or a rejection with the signal's reason as soon as it is aborted. */
async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    onAbort = resolve;
    signal.addEventListener("abort", onAbort, { once: true });
  });
  await Promise.race([promise, aborted]);
  signal.removeEventListener("abort", onAbort);
  signal.throwIfAborted();
}
