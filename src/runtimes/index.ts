import { podSandboxingPreview } from "./pod-sandboxing-preview.js";
import { podSandboxing } from "./pod-sandboxing.js";
import { retiredRuntimes, type RetiredRuntime } from "./retired.js";
import type { SandboxRuntime } from "./runtime.js";

/** Every runtime, the default first. */
export const runtimes: readonly SandboxRuntime[] = [podSandboxing, podSandboxingPreview];

export const defaultRuntime: SandboxRuntime = podSandboxing;

/** RuntimeClasses that AKS installs, or has installed, for sandboxes; its addon manager writes its copies back. */
export const builtInClasses: readonly string[] = [
  ...runtimes.map((row) => row.runtimeClass.builtIn),
  ...retiredRuntimes.flatMap(({ builtInClass }) => builtInClass ?? []),
];

/** The row that a name means: its id, a value of `workloadRuntime`, or a built-in class; without regard to case. */
export function findRuntime(name: string): SandboxRuntime | undefined {
  const wanted = name.toLowerCase();
  return runtimes.find((row) => row.id === wanted || row.aliases.some((alias) => alias.toLowerCase() === wanted));
}

export function findRetiredRuntime(name: string): RetiredRuntime | undefined {
  const wanted = name.toLowerCase();
  return retiredRuntimes.find((row) => row.names.some((known) => known.toLowerCase() === wanted));
}

/** The row whose `workloadRuntime` a pool has, or undefined for an ordinary pool. */
export function runtimeOfPool(workloadRuntime: string): SandboxRuntime | undefined {
  return runtimes.find((row) => row.pool.workloadRuntime.toLowerCase() === workloadRuntime.toLowerCase());
}
