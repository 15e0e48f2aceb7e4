import { usageError } from "../errors.js";
import { rules } from "./rules.js";

/** Refuses ids that no check has: a typing mistake would otherwise look like a check that was skipped. */
export function checkIds(skip: ReadonlySet<string> | "all"): void {
  if (skip === "all") return;
  const known = rules.map(({ id }) => id);
  const unknown = [...skip].filter((id) => !known.includes(id));
  if (unknown.length === 0) return;
  throw usageError(
    "UnknownCheck",
    `--skip-check ${unknown.join(", ")}: there is no such check`,
    `choose of: ${known.sort().join(", ")}`,
  );
}
