import type { ExitReason } from "../errors.js";
import type { CiReport } from "./ci/ci-report.js";
import type { Style } from "../terminal/style.js";

/** Why a command ended: a word for its exit code, or `started` (exit 0 of `--no-wait`). */
export type ResultReason = ExitReason | "started";

/** What a command found or made, independent of how it is shown. */
export interface CommandResult {
  /** `kind` of the JSON document, e.g. `UpResult`. */
  readonly kind: string;
  /** Further fields of the document: plain data that JSON can carry. Must not repeat the fields of this interface. */
  readonly data: object;
  readonly exitReason: ResultReason;
  /** Whether anything was changed in Azure, a cluster or a file. */
  readonly changed: boolean;
  /** What is still to do, or still there or under way, a line each. */
  readonly remaining: readonly string[];
  /** What a CI system that runs us is told; left out where there is nothing to tell. */
  readonly ci?: CiReport;
  /** The text for a person on stdout, ending in a line break (or empty). */
  table(style: Style): string;
}
