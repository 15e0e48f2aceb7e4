import { incompatibleObjections } from "../incompatibility.js";
import type { Rule } from "../rule.js";

/** Checks of these names look for them. */
const ownRules: readonly string[] = ["windows", "fips", "artifact-streaming", "trusted-launch"];

/** What a runtime's row says of the pool's settings, where no check of its own looks: a row brings its own rules. */
export const runtimeSettings: Rule = {
  id: "runtime-settings",
  title: "Settings of the pool that the runtime cannot have",
  evidence: "verified",
  source: "https://learn.microsoft.com/azure/aks/node-images",
  check(request) {
    return (request.pool?.runtime.incompatible ?? [])
      .filter(({ id }) => !ownRules.includes(id))
      .flatMap((item) => incompatibleObjections(request, item));
  },
};
