import { InvalidArgumentError } from "commander";

const unitMs = { h: 3_600_000, m: 60_000, s: 1_000 } as const;
const pattern = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** Parses `90s`, `30m`, `1h30m` (h, m, s in this order, whole numbers) into milliseconds; throws for anything else and for zero. */
export function parseDurationMs(text: string): number {
  const match = pattern.exec(text);
  const [hours, minutes, seconds] = [match?.[1], match?.[2], match?.[3]].map((part) => Number(part ?? 0));
  const durationMs = (hours ?? 0) * unitMs.h + (minutes ?? 0) * unitMs.m + (seconds ?? 0) * unitMs.s;
  if (match === null || durationMs <= 0) {
    throw new InvalidArgumentError("Use a duration such as 90s, 30m or 1h30m.");
  }
  return durationMs;
}
