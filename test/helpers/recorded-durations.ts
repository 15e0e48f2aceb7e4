import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface RecordedDuration {
  readonly kind: string;
  readonly ms: number;
  /** The recording it was read from. */
  readonly file: string;
}

/** The file beside the folder that AKS_SANDBOX_RECORDINGS names, or why it cannot be read. */
export function findRecordedDurations(): { readonly path: string } | { readonly missing: string } {
  const folder = process.env["AKS_SANDBOX_RECORDINGS"];
  if (folder === undefined || folder === "") return { missing: "AKS_SANDBOX_RECORDINGS is not set" };
  const path = join(folder, "..", "durations.csv");
  return existsSync(path) ? { path } : { missing: `${path} does not exist` };
}

/** The operations that ended `Succeeded`; the columns are kind, seconds, status, a quoted date, file. */
export function readRecordedDurations(path: string): readonly RecordedDuration[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .flatMap((line) => {
      const columns = /^([^,]+),([\d.]+),Succeeded,"[^"]*",(.+?)\r?$/.exec(line);
      if (columns === null) return [];
      const [, kind = "", seconds = "", file = ""] = columns;
      const ours = kind === "pool-deleteMachines" ? "pool-delete-machines" : kind;
      return [{ kind: ours, ms: Number(seconds) * 1_000, file }];
    });
}
