import type { Clock } from "../clock.js";
import { stringAt } from "../json.js";
import type { Objects } from "../kubernetes/kubernetes.js";
import type { ObjectReference } from "../kubernetes/object-reference.js";

/** Service time. */
const pollMs = 1_000;

/**
 * Waits for the end of an object that is being deleted: what is applied to it meanwhile goes with it, and in a namespace
 * that is being deleted nothing is made. Returns at once where the object is not there, or is to stay.
 */
export async function untilGone(
  { objects, clock, signal }: { readonly objects: Objects; readonly clock: Clock; readonly signal: AbortSignal },
  reference: ObjectReference,
): Promise<void> {
  while (stringAt(await objects.get(reference, signal), "metadata", "deletionTimestamp") !== undefined) {
    await clock.sleep(pollMs, signal);
  }
}
