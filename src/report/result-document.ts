import type { CommandResult } from "./result.js";

/** The one document of a result, as `-o json` and `-o yaml` print it on stdout. */
export function resultDocument(result: CommandResult): object {
  const { kind, exitReason, changed, remaining, data } = result;
  return { apiVersion: "aks-sandbox/v1", kind, exitReason, changed, remaining, ...data };
}
