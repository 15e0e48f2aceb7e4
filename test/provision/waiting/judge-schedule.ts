/** Fits the poll schedule to recorded durations and judges it; for the tests and the bench, never shipped. */
import { createHash } from "node:crypto";
import { pollTimes } from "../../../src/provision/waiting/poll-schedule.js";
import { fittedMediansMs, type FittedMedians } from "../../../src/provision/waiting/poll-table.js";
import { usualDurations, type OperationKind } from "../../../src/provision/waiting/usual-durations.js";
import type { RecordedDuration } from "../../helpers/recorded-durations.js";

/** Quantile with linear interpolation. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}

const kinds = Object.keys(usualDurations);
export const isKind = (text: string): text is OperationKind => kinds.includes(text);

/** A quarter of the files is never used for the shipped table; the hash of a file's name says which. */
export function isHeldOut(file: string): boolean {
  return (createHash("sha256").update(file).digest().at(-1) ?? 0) % 4 === 0;
}

const fold = (file: string, folds: number, salt: string) =>
  createHash("sha256")
    .update(file + salt)
    .digest()
    .readUInt32BE(8) % folds;

/** The medians of the kinds that the schedule follows, rounded to 10 ms. */
export function fitMedians(rows: readonly RecordedDuration[]): FittedMedians {
  return Object.fromEntries(
    Object.keys(fittedMediansMs).map((kind) => {
      const durations = rows.filter((row) => row.kind === kind).map(({ ms }) => ms);
      return [kind, Math.round(quantile(durations, 0.5) / 10) * 10];
    }),
  );
}

/** How long after its end an operation is noticed, and at which poll (1 = the first). */
export function notice(kind: OperationKind, ms: number, fitted?: FittedMedians): { delayMs: number; polls: number } {
  let polls = 0;
  for (const timeMs of pollTimes(kind, fitted)) {
    polls += 1;
    if (timeMs >= ms) return { delayMs: timeMs - ms, polls };
  }
  throw new Error("a schedule ended");
}

type Delays = ReadonlyMap<string, readonly number[]>;

function delaysOf(rows: readonly RecordedDuration[], fitted: FittedMedians, into: Map<string, number[]>): void {
  for (const { kind, ms } of rows) {
    if (!isKind(kind)) throw new Error(`unknown kind ${kind}`);
    into.set(kind, [...(into.get(kind) ?? []), notice(kind, ms, fitted).delayMs]);
  }
}

/** Every operation judged by a schedule that was fitted without its recording. */
export function crossValidate(rows: readonly RecordedDuration[], folds: number, salt = ""): Delays {
  const delays = new Map<string, number[]>();
  for (let index = 0; index < folds; index++) {
    const fitted = fitMedians(rows.filter(({ file }) => fold(file, folds, salt) !== index));
    delaysOf(
      rows.filter(({ file }) => fold(file, folds, salt) === index),
      fitted,
      delays,
    );
  }
  return delays;
}

/** The shipped schedule on the rows that were never used for it. */
export function judgeHeldOut(rows: readonly RecordedDuration[]): Delays {
  const delays = new Map<string, number[]>();
  delaysOf(
    rows.filter(({ file }) => isHeldOut(file)),
    fittedMediansMs,
    delays,
  );
  return delays;
}

export const all = (delays: Delays): readonly number[] => [...delays.values()].flat();
