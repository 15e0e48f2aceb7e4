import { durationFits, type DurationKind } from "./durations-data.js";
import type { Random } from "../random.js";

/** Gives the simulated duration of an operation, ms; `name` says which one, so that draws do not depend on their order. */
export type DurationSource = (kind: DurationKind, name: string) => number;

export function recordedDurations(random: Random): DurationSource {
  return (kind, name) => quantile(durationFits[kind].quantilesS, random.fork(`duration/${kind}/${name}`).next()) * 1000;
}

/** A caller's own choice for the operation that starts now, ms; undefined: the recorded distribution decides. */
export type DurationChoice = (kind: DurationKind, name: string) => number | undefined;

export function chosenDurations(choose: DurationChoice, random: Random): DurationSource {
  const recorded = recordedDurations(random);
  return (kind, name) => choose(kind, name) ?? recorded(kind, name);
}

export const noDurations: DurationSource = () => 0;

function quantile(table: readonly number[], probability: number): number {
  const position = probability * (table.length - 1);
  const below = Math.floor(position);
  const low = table[below] ?? 0;
  const high = table[Math.min(below + 1, table.length - 1)] ?? low;
  return low + (high - low) * (position - below);
}
