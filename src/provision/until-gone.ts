import type { Clock } from "../clock.js";
import { CliError } from "../errors.js";
import { jsonAt, listOf, stringAt, type JsonObject } from "../json.js";
import type { Objects } from "../kubernetes/kubernetes.js";
import type { ObjectReference } from "../kubernetes/object-reference.js";
import { abortAfter } from "./abort-after.js";

/** Service time. */
const pollMs = 1_000;
/** How long the end of an object may take, service time: an assumption, of a namespace whose pods end within seconds. */
const patienceMs = 5 * 60_000;

export interface UntilGoneParts {
  readonly objects: Objects;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** `clock.elapsedMs()` at which waiting ends; undefined = never. */
  readonly deadlineMs: number | undefined;
  /** Whether the run has changed something before. */
  readonly changed: boolean;
}

/**
 * Waits for the end of an object that is being deleted: what is applied to it meanwhile goes with it, and in a namespace
 * that is being deleted nothing is made. Returns at once where the object is not there, or is to stay. Throws
 * `StillBeingDeleted` with the object's own conditions after five minutes of service time, or at the run's deadline.
 */
export async function untilGone(parts: UntilGoneParts, reference: ObjectReference): Promise<void> {
  const { objects, clock } = parts;
  let last: JsonObject | undefined;
  const limit = abortAfter(parts, patienceMs);
  try {
    for (;;) {
      last = await objects.get(reference, limit.signal);
      if (stringAt(last, "metadata", "deletionTimestamp") === undefined) return;
      await clock.sleep(pollMs, limit.signal);
    }
  } catch (error) {
    if (!limit.expired()) throw error;
    throw stillThere(parts, reference, last);
  } finally {
    limit.dispose();
  }
}

function stillThere(
  { clock, deadlineMs, changed }: UntilGoneParts,
  { kind, name, namespace }: ObjectReference,
  last: JsonObject | undefined,
): CliError {
  // True ones name what is left or in the way; the false ones of a namespace say that all is well.
  const reasons = listOf(jsonAt(last, "status", "conditions"))
    .filter((condition) => stringAt(condition, "status") === "True")
    .map((condition) => `${stringAt(condition, "type") ?? ""}: ${stringAt(condition, "message") ?? ""}`);
  const why = reasons.length === 0 ? "it tells no reason" : reasons.join("; ");
  const scope = namespace === undefined ? "" : ` -n ${namespace}`;
  const isDeadline = deadlineMs !== undefined && clock.elapsedMs() >= deadlineMs;
  return new CliError("StillBeingDeleted", `${kind} ${name} is being deleted, and does not come to its end: ${why}`, {
    exitReason: isDeadline ? "timeLimit" : "failed",
    changed,
    hint: `look at what holds it: kubectl get ${kind.toLowerCase()} ${name}${scope} -o yaml`,
  });
}
