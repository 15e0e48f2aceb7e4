/** Simulated durations of the kubelet's work, ms; assumed, but for the retries, which are the kubelet's order of magnitude. */
export const durations = {
  syncMs: 200,
  sandboxMs: 600,
  guestSandboxMs: 2_000,
  pullMs: 1_500,
  failedPullMs: 300,
  startMs: 100,
  sandboxRetryMs: 14_000,
  firstBackOffMs: 10_000,
  longestBackOffMs: 300_000,
};

/** The kubelet's back-off before try number `failures + 1`: 10 s, doubled each time, at most 5 minutes. */
export function backOffMs(failures: number): number {
  return failures === 0 ? 0 : Math.min(durations.longestBackOffMs, durations.firstBackOffMs * 2 ** (failures - 1));
}
