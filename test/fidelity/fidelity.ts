import { play } from "./play.js";
import type { Recording } from "./recording.js";
import { entries, total, type Entry, type Total } from "./score.js";

export interface RecordingResult {
  readonly name: string;
  readonly entries: readonly Entry[];
  readonly others: ReadonlyMap<string, number>;
  readonly notPrepared: readonly string[];
}

export interface Result {
  readonly recordings: readonly RecordingResult[];
  readonly total: Total;
}

/** Plays each recording against a simulator of its own. */
export async function fidelity(recordings: readonly Recording[]): Promise<Result> {
  const results: RecordingResult[] = [];
  for (const recording of recordings) {
    const { played, others, notPrepared } = await play(recording);
    results.push({ name: recording.name, entries: entries(played), others, notPrepared });
  }
  return { recordings: results, total: total(results.flatMap((result) => result.entries)) };
}
