import type { SandboxRuntime } from "../runtimes/runtime.js";

/** What a person should know of the runtime that was asked for, a line each: old names, and what Microsoft does not support. */
export function runtimeNotes({
  id,
  presentDay,
  supportedByMicrosoft,
  support,
  documentation,
}: SandboxRuntime): readonly string[] {
  if (presentDay !== undefined) {
    return [
      `${id} goes by the names of the preview; today's are --workload-runtime ${presentDay.workloadRuntime} and runtimeClassName ${presentDay.builtInClass} (${documentation})`,
    ];
  }
  return supportedByMicrosoft ? [] : [`${id} is not supported by Microsoft: ${support}`];
}
