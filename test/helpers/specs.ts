import { existsSync } from "node:fs";
import { join } from "node:path";

/** Why tests on Microsoft's contracts are skipped; false when they are there. With CI=true they must be. */
export function specsSkip(): string | false {
  const folder = process.env["AKS_SANDBOX_SPECS"];
  if (folder !== undefined && existsSync(folder)) return false;
  if (process.env["CI"] === "true") return false;
  return "AKS_SANDBOX_SPECS does not name the folder of Microsoft's contracts";
}

/** A file or folder of them. */
export function specPath(...parts: readonly string[]): string {
  return join(process.env["AKS_SANDBOX_SPECS"] ?? "", ...parts);
}
