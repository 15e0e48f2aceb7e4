import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface RecordedExchange {
  readonly t: number;
  readonly request: { readonly method: string; readonly url: string; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
}

/** Why tests on recorded traffic are skipped; false when the recordings are there. With CI=true they must be. */
export function recordingsSkip(): string | false {
  const folder = process.env["AKS_SANDBOX_RECORDINGS"];
  if (folder !== undefined && existsSync(folder)) return false;
  if (process.env["CI"] === "true") return false;
  return "AKS_SANDBOX_RECORDINGS does not name the folder of recorded Azure traffic";
}

/** `file` relative to the folder. */
export function readRecording(file: string): readonly RecordedExchange[] {
  const path = join(process.env["AKS_SANDBOX_RECORDINGS"] ?? "", file);
  const parsed = JSON.parse(readFileSync(path, "utf8")) as { interactions: readonly RecordedExchange[] };
  return parsed.interactions;
}
