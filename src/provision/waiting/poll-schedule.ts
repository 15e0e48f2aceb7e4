import { fittedMediansMs, pollBudgets, type FittedMedians, type PollBudget } from "./poll-table.js";
import type { OperationKind } from "./usual-durations.js";

/** Poll this long after the recorded median, so that an operation of just that duration costs no further poll. */
const leadMs = 2_000;
/** Shortest and longest distance of polls after the median, and the share of the time since then in between. */
const tailGap = { shortestMs: 4_000, longestMs: 30_000, share: 1 / 40 } as const;

/** 15 polls: whatever ends within 30 s is noticed within 2.9 s, and the very short within half their duration. */
const denseStartMs: readonly number[] = [
  0,
  250,
  500,
  1_000,
  2_000,
  4_000,
  ...Array.from({ length: 9 }, (_, index) => 4_000 + 2_900 * (index + 1)),
];
/** 11 polls, the fewest that notice within 3 s whatever ends within 30 s (2.9 s, which leaves time for the reply). */
const evenStartMs: readonly number[] = Array.from({ length: 11 }, (_, index) => 1_000 + 2_900 * index);

/**
 * When to ask for the state of an operation, in ms since it was accepted; ascending, without end. Densely for 30 s
 * (things that fail at once, label changes); then, for kinds with a recorded median, hardly at all until the first of
 * them end, and evenly up to the median (see `pollBudgets`); from there every 4 s, and in the end every 1/40 of the time
 * waited since, at most every 30 s. Undefined = an operation that began at an unknown time.
 */
export function* pollTimes(
  kind: OperationKind | undefined,
  fitted: FittedMedians = fittedMediansMs,
): Generator<number, never> {
  const budget = kind === undefined ? undefined : pollBudgets[kind];
  const medianMs = kind === undefined ? undefined : fitted[kind];
  let timeMs = 0;
  let knownMs = 0;
  const planned =
    budget === undefined || medianMs === undefined ? denseStartMs : untilMedian(budget, medianMs + leadMs);
  if (budget !== undefined && medianMs !== undefined) knownMs = medianMs + leadMs;
  for (timeMs of planned) yield timeMs;
  for (;;) {
    const gapMs = (timeMs - knownMs) * tailGap.share;
    timeMs += Math.min(tailGap.longestMs, Math.max(tailGap.shortestMs, gapMs));
    yield timeMs;
  }
}

/** Spends the budget: the start, a few polls in the quiet, and windows of equal length that end at `endMs`. */
function untilMedian(budget: PollBudget, endMs: number): readonly number[] {
  const start = budget.start === "dense" ? denseStartMs : evenStartMs;
  const startEndMs = start.at(-1) ?? 0;
  const room = Math.floor((endMs - startEndMs) / budget.gapMs);
  const windows = Math.min(room, budget.polls - start.length - budget.quietPolls);
  const quietEndMs = endMs - windows * budget.gapMs;
  const quietGapMs = (quietEndMs - startEndMs) / (budget.quietPolls + 1);
  return [
    ...start,
    ...Array.from({ length: budget.quietPolls }, (_, index) => startEndMs + quietGapMs * (index + 1)),
    ...Array.from({ length: windows }, (_, index) => quietEndMs + budget.gapMs * (index + 1)),
  ];
}
