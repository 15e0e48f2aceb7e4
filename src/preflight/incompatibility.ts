import { defaultRuntime, incompatibilityOf } from "../runtimes/index.js";
import type { Incompatibility } from "../runtimes/runtime.js";
import type { Objection, PreflightRequest, Rule } from "./rule.js";

/** A rule out of the runtimes' own list of what cannot be combined with them, by its id there. */
export function incompatibility(id: string, title: string): Rule {
  const known = incompatibilityOf(defaultRuntime, id);
  if (known === undefined) throw new Error(`no runtime has an incompatibility ${id}`);
  return {
    id,
    title,
    evidence: known.evidence,
    source: known.source,
    check(request) {
      return incompatibleObjections(
        request,
        request.pool === undefined ? undefined : incompatibilityOf(request.pool.runtime, id),
      );
    },
  };
}

/** The objection where the body of a pool that would be made asks for it. */
export function incompatibleObjections(
  { pool, poolBody, createsPool }: PreflightRequest,
  item: Incompatibility | undefined,
): readonly Objection[] {
  if (pool === undefined || !createsPool || item?.applies?.(poolBody) !== true) return [];
  const { setting, reason, evidence, source } = item;
  const cure = `leave ${setting} out of --set-pool`;
  return [{ reason: `${setting} cannot be combined with ${pool.runtime.id}: ${reason}`, cure, evidence, source }];
}
