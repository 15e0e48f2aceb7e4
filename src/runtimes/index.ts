import { firecracker } from "./firecracker.js";
import { kata } from "./kata.js";
import { gvisor } from "./gvisor.js";
import { ordinaryWorkloadRuntime, runtimeMark } from "./marks.js";
import { podSandboxingPreview } from "./pod-sandboxing-preview.js";
import { podSandboxing } from "./pod-sandboxing.js";
import { retiredRuntimes, type RetiredRuntime } from "./retired.js";
import type { Incompatibility, RuntimeTable, SandboxRuntime } from "./runtime.js";

/** Every runtime, the default first. */
export const runtimes: RuntimeTable = [podSandboxing, podSandboxingPreview, gvisor, kata, firecracker];

export const defaultRuntime = podSandboxing;

/** RuntimeClasses that AKS installs, or has installed, for sandboxes; its addon manager writes its copies back. */
export function builtInClasses(rows: RuntimeTable = runtimes): readonly string[] {
  return [
    ...rows.flatMap((row) => row.runtimeClass.builtIn ?? []),
    ...retiredRuntimes.flatMap(({ builtInClass }) => builtInClass ?? []),
  ];
}

/** The row that a name means: its id, a value of `workloadRuntime`, a built-in class, or a variant; without regard to case. */
export function findRuntime(name: string, rows: RuntimeTable = runtimes): SandboxRuntime | undefined {
  const wanted = name.toLowerCase();
  const row = rows.find(({ id, aliases }) => id === wanted || aliases.some((alias) => alias.toLowerCase() === wanted));
  return row ?? rows.flatMap(allVariants).find(({ runtimeClass }) => runtimeClass.handler === wanted);
}

/** The row with each of its handlers, its own first. */
export function allVariants(row: SandboxRuntime): readonly SandboxRuntime[] {
  const others = row.variants.filter(({ runtimeClass }) => runtimeClass.handler !== row.runtimeClass.handler);
  return [row, ...others.map(({ runtimeClass }) => ({ ...row, runtimeClass }))];
}

/** The name that `--runtime` takes for the row as it is, its variant included. */
export function runtimeName({ id, variants, runtimeClass }: SandboxRuntime): string {
  return variants.find((variant) => variant.runtimeClass.handler === runtimeClass.handler)?.name ?? id;
}

/** The rows, as they are with this handler: several rows may have the same. */
export function runtimesOfHandler(handler: string, rows: RuntimeTable = runtimes): RuntimeTable {
  return rows.flatMap(allVariants).filter(({ runtimeClass }) => runtimeClass.handler === handler);
}

export function findRetiredRuntime(name: string): RetiredRuntime | undefined {
  const wanted = name.toLowerCase();
  return retiredRuntimes.find((row) => row.names.some((known) => known.toLowerCase() === wanted));
}

/** The value of `workloadRuntime` that a pool of the row has in Azure. */
export function workloadRuntimeOf(runtime: SandboxRuntime): string {
  return runtime.pool.workloadRuntime ?? ordinaryWorkloadRuntime;
}

/** What of a pool tells its row. */
export interface MarkedPool {
  readonly workloadRuntime: string;
  readonly nodeLabels: Readonly<Record<string, string>>;
}

/**
 * Whether a pool belongs to the row. What AKS runs decides: a `workloadRuntime` with a sandbox means its row whatever the
 * pool's labels say, and our label tells the rows of ordinary pools apart.
 */
export function isPoolOf(runtime: SandboxRuntime, { workloadRuntime, nodeLabels }: MarkedPool): boolean {
  if (workloadRuntimeOf(runtime).toLowerCase() !== workloadRuntime.toLowerCase()) return false;
  return runtime.pool.workloadRuntime !== undefined || nodeLabels[runtimeMark] === runtime.id;
}

/** The row that a pool belongs to, or undefined for one without a sandbox. */
export function runtimeOfPool(pool: MarkedPool, rows: RuntimeTable = runtimes): SandboxRuntime | undefined {
  return rows.find((row) => isPoolOf(row, pool));
}

/** What of the row's list of things that it cannot be combined with has this id. */
export function incompatibilityOf(runtime: SandboxRuntime, id: string): Incompatibility | undefined {
  return runtime.incompatible.find((item) => item.id === id);
}

/** Whether a node is of the row: by our mark, else by AKS's label. */
export function isNodeOf(runtime: SandboxRuntime, labels: Readonly<Record<string, string>>): boolean {
  const { id, aksNodeLabel } = runtime;
  return labels[runtimeMark] === id || (aksNodeLabel !== undefined && labels[aksNodeLabel.key] === aksNodeLabel.value);
}
