import type { OperationKind } from "./usual-durations.js";

/**
 * Medians that the poll schedule follows, milliseconds: fitted to the training part of the recorded operations alone
 * (about three quarters of the recorded files, chosen by a hash of the file's name), so that the rest can judge it.
 * `docs/decisions/0020-poll-schedule.md` has the method; a test fits them again. Kinds that are not here have too few
 * recorded operations, or two populations (`pool-update`): their schedule does not depend on a median.
 */
export type FittedMedians = Readonly<Partial<Record<OperationKind, number>>>;

export const fittedMediansMs: FittedMedians = {
  "cluster-create": 306_700,
  "cluster-update": 109_900,
  "pool-create": 193_150,
};

/** How a kind's polls are spent up to its median. */
export interface PollBudget {
  /** Most polls an operation of median duration may cost, the one that notices its end included. */
  readonly polls: number;
  /** Polls kept for the time between the start and the windows, when hardly anything ends. */
  readonly quietPolls: number;
  /** Distance of the polls before the median: no end inside them is noticed later than this. */
  readonly gapMs: number;
  /**
   * `dense` is worth having where things may end at once. A pool is never made in four seconds, and its budget of 22
   * polls has no room for it: with the dense start seven polls would be left for the 106 seconds in which half of the
   * pools get ready, and about one in six would be noticed later than 10 s.
   */
  readonly start: "dense" | "even";
}

export const pollBudgets: Readonly<Partial<Record<OperationKind, PollBudget>>> = {
  "cluster-create": { polls: 30, quietPolls: 2, gapMs: 9_800, start: "dense" },
  "cluster-update": { polls: 28, quietPolls: 2, gapMs: 5_000, start: "dense" },
  "pool-create": { polls: 22, quietPolls: 0, gapMs: 9_800, start: "even" },
};
