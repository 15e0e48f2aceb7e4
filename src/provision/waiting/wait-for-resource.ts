import { pollUntil, type WaitOptions } from "./poll-until.js";

/** ARM's final states of a resource; everything else (`Creating`, `Updating`, `Deleting`, `Scaling` ...) goes on. */
const finalStates: ReadonlySet<string> = new Set(["Succeeded", "Failed", "Canceled"]);

/** Whether something is going on with the resource. */
export function isSettled(resource: { readonly provisioningState: string }): boolean {
  return finalStates.has(resource.provisioningState);
}

/**
 * Attaches to what goes on with a resource although its operation is not known here (started by an earlier run, by
 * another program): polls `get` until the resource is `Succeeded`, `Failed` or `Canceled`, and returns it, or until it
 * is gone, and returns undefined. The caller judges which of these it wanted. When it began is unknown, so the schedule
 * follows no recorded median. Give it the limiter of cluster reads. Throws as `pollUntil` does.
 */
export function waitForResource<T extends { readonly provisioningState: string }>(
  get: (signal: AbortSignal) => Promise<T | undefined>,
  options: WaitOptions,
): Promise<T | undefined> {
  return pollUntil<T | undefined>(
    {
      poll: get,
      isEnd: (resource) => resource === undefined || isSettled(resource),
      stage: (resource) => resource?.provisioningState ?? "",
      began: "unknown",
    },
    options,
  );
}
