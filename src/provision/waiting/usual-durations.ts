/** The long operations of AKS that we wait for. */
export type OperationKind =
  | "cluster-create"
  | "cluster-update"
  | "cluster-delete"
  | "cluster-start"
  | "cluster-stop"
  | "pool-create"
  | "pool-update"
  | "pool-delete"
  | "pool-delete-machines";

/** How long an operation of one kind took in recorded traffic: from acceptance to its end, milliseconds. */
export interface UsualDuration {
  /** Number of operations that ended `Succeeded`; others are left out. */
  readonly n: number;
  readonly p10Ms: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly maxMs: number;
  /** Fewer than 10 operations: a guess, not a measurement. */
  readonly assumed: boolean;
}

/**
 * Quantiles (linear interpolation) over the recorded traffic of Azure CLI's own AKS tests, all regions together,
 * 2022-02-15 to 2025-11-06. Those tests use one to three small nodes; a pool of fifty may take longer.
 */
export const usualDurations: Readonly<Record<OperationKind, UsualDuration>> = {
  "cluster-create": { n: 211, p10Ms: 215_300, p50Ms: 307_100, p90Ms: 468_300, maxMs: 1_015_400, assumed: false },
  "cluster-update": { n: 156, p10Ms: 88_000, p50Ms: 110_850, p90Ms: 274_300, maxMs: 1_258_700, assumed: false },
  "cluster-delete": { n: 1, p10Ms: 217_000, p50Ms: 217_000, p90Ms: 217_000, maxMs: 217_000, assumed: true },
  "cluster-start": { n: 3, p10Ms: 216_560, p50Ms: 313_200, p90Ms: 338_720, maxMs: 345_100, assumed: true },
  "cluster-stop": { n: 3, p10Ms: 99_020, p50Ms: 115_900, p90Ms: 122_300, maxMs: 123_900, assumed: true },
  "pool-create": { n: 56, p10Ms: 112_350, p50Ms: 188_750, p90Ms: 346_850, maxMs: 566_000, assumed: false },
  // Two populations: labels and taints take seconds, a change of the OS or the image takes minutes.
  "pool-update": { n: 29, p10Ms: 6_340, p50Ms: 20_400, p90Ms: 789_040, maxMs: 6_295_100, assumed: false },
  "pool-delete": { n: 1, p10Ms: 24_800, p50Ms: 24_800, p90Ms: 24_800, maxMs: 24_800, assumed: true },
  "pool-delete-machines": { n: 1, p10Ms: 33_700, p50Ms: 33_700, p90Ms: 33_700, maxMs: 33_700, assumed: true },
};

/** Median duration of a kind of operation, milliseconds. */
export function usualMs(kind: OperationKind): number {
  return usualDurations[kind].p50Ms;
}
