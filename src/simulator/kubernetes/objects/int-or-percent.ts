import type { IntOrPercent } from "./workloads.js";

/** The number that a value stands for, percentages taken of `total` and rounded up or down (`GetScaledValueFromIntOrPercent`). */
export function scaledValue(value: IntOrPercent | undefined, total: number, rounding: "up" | "down"): number {
  if (value === undefined) return 0;
  if (typeof value === "number") return value;
  const percent = Number(value.replace("%", ""));
  const exact = (percent * total) / 100;
  return rounding === "up" ? Math.ceil(exact) : Math.floor(exact);
}
