import type { Rule } from "./rule.js";
import { defaultRuntime, incompatibilityOf } from "../runtimes/index.js";

/** A rule out of the runtimes' own list of what cannot be combined with them, by its id there. */
export function incompatibility(id: string, title: string): Rule {
  const known = incompatibilityOf(defaultRuntime, id);
  if (known === undefined) throw new Error(`no runtime has an incompatibility ${id}`);
  return {
    id,
    title,
    evidence: known.evidence,
    source: known.source,
    check({ pool, poolBody, createsPool }) {
      if (pool === undefined || !createsPool) return [];
      const item = incompatibilityOf(pool.runtime, id);
      if (item?.applies?.(poolBody) !== true) return [];
      const { setting, reason, evidence } = item;
      const cure = `leave ${setting} out of --set-pool`;
      return [{ reason: `${setting} cannot be combined with ${pool.runtime.id}: ${reason}`, cure, evidence }];
    },
  };
}
