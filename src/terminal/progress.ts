import type { StepOutcome, StepProgress } from "../steps/step.js";

export type ProgressMode = "tty" | "plain" | "json" | "none";

/**
 * Shows what is going on, on stderr only. `tty`: one spinner line per step; `plain`: a line when a step starts, when
 * its stage changes and when it ends; `json`: one JSON object a line; `none`: warnings and errors alone.
 */
export interface Progress {
  start(id: string, title: string): void;
  update(id: string, update: StepProgress): void;
  /** A line worth keeping, shown above a running spinner. */
  note(text: string): void;
  /** A line that a person must see; shown in every mode. */
  warn(text: string): void;
  end(id: string, outcome: StepOutcome): void;
  /** The step threw. */
  fail(id: string, error: unknown): void;
  /** Removes a running spinner, e.g. before an interrupted run prints what goes on. Idempotent. */
  stop(): void;
}
