import { CliError } from "../errors.js";
import { runtimes } from "../runtimes/index.js";
import type { RuntimeTable } from "../runtimes/runtime.js";
import type { KubernetesConnection, RuntimeClass, Toleration } from "./kubernetes.js";
import { sameQuantity } from "./quantity.js";
import type { RenderedRuntimeClass, RuntimeClassSpec } from "./runtime-class-manifest.js";
import {
  checkNotOfAks,
  checkRuntimeClassName,
  checkSameHandler,
  checkServesSamePools,
  managedByLabel,
} from "./runtime-class-rules.js";

export interface EnsuredRuntimeClass {
  readonly status: "changed" | "unchanged";
  readonly live: RuntimeClass;
  /** What differed before; empty where the class was new or as wanted. */
  readonly differences: readonly string[];
}

/**
 * Applies the class where it is missing or differs, and leaves it alone where it is as wanted. Throws `RuntimeClassOfAks`,
 * `RuntimeClassHandlerImmutable`, `RuntimeClassServesOtherPools` (exit 5, nothing changed) or `ApplyConflict` (another manager owns a field; `force` takes it over).
 */
export async function ensureRuntimeClass(
  connection: Pick<KubernetesConnection, "runtimeClasses">,
  wanted: RenderedRuntimeClass,
  options: { readonly force: boolean },
  signal: AbortSignal,
  rows: RuntimeTable = runtimes,
): Promise<EnsuredRuntimeClass> {
  const { spec, manifest } = wanted;
  checkRuntimeClassName(spec.name, rows);
  const before = await connection.runtimeClasses.get(spec.name, signal);
  if (before !== undefined) {
    checkNotOfAks(before, rows);
    checkSameHandler(before, spec.handler);
    checkServesSamePools(before, spec.name, spec.nodeSelector, rows);
  }
  const differences = before === undefined ? [] : runtimeClassDifferences(before, spec);
  if (before !== undefined && differences.length === 0) return { status: "unchanged", live: before, differences };
  const live = await connection.runtimeClasses.apply(manifest, options, signal);
  const left = runtimeClassDifferences(live, spec);
  if (left.length > 0) {
    throw new CliError(
      "RuntimeClassDiffers",
      `RuntimeClass ${spec.name} was applied, but still differs: ${left.join("; ")}`,
      {
        changed: true,
        hint: `see who else writes to it: kubectl get runtimeclass ${spec.name} -o yaml --show-managed-fields`,
      },
    );
  }
  return { status: "changed", live, differences };
}

/** Throws what `ensureRuntimeClass` would refuse (exit 5), and changes nothing. */
export async function checkRuntimeClass(
  connection: Pick<KubernetesConnection, "runtimeClasses">,
  { spec }: RenderedRuntimeClass,
  signal: AbortSignal,
  rows: RuntimeTable = runtimes,
): Promise<void> {
  const live = await connection.runtimeClasses.get(spec.name, signal);
  if (live === undefined) return;
  checkNotOfAks(live, rows);
  checkSameHandler(live, spec.handler);
  checkServesSamePools(live, spec.name, spec.nodeSelector, rows);
}

/** Deletes a class that is not AKS's. `unchanged` where it did not exist. Throws `RuntimeClassOfAks` (exit 5). */
export async function deleteRuntimeClass(
  connection: Pick<KubernetesConnection, "runtimeClasses">,
  name: string,
  signal: AbortSignal,
  rows: RuntimeTable = runtimes,
): Promise<"changed" | "unchanged"> {
  checkRuntimeClassName(name, rows);
  const live = await connection.runtimeClasses.get(name, signal);
  if (live === undefined) return "unchanged";
  checkNotOfAks(live, rows);
  return (await connection.runtimeClasses.delete(name, live.uid, signal)) ? "changed" : "unchanged";
}

/** What of the wanted class is otherwise in the cluster, one line each. Labels and annotations of others don't count. */
export function runtimeClassDifferences(live: RuntimeClass, wanted: RuntimeClassSpec): readonly string[] {
  return [
    ...(live.handler === wanted.handler ? [] : [`handler is "${live.handler}", not "${wanted.handler}"`]),
    ...mapDifferences("label", live.labels, { [managedByLabel.key]: managedByLabel.value, ...wanted.labels }, false),
    ...mapDifferences("annotation", live.annotations, wanted.annotations, false),
    ...mapDifferences("overhead", live.overhead, wanted.overhead, true, sameQuantity),
    ...mapDifferences("node selector", live.nodeSelector, wanted.nodeSelector, true),
    ...tolerationDifferences(live.tolerations, wanted.tolerations),
  ];
}

function mapDifferences(
  what: string,
  live: Readonly<Record<string, string>>,
  wanted: Readonly<Record<string, string>>,
  exact: boolean,
  same: (one: string, other: string) => boolean = Object.is,
): readonly string[] {
  const missing = Object.entries(wanted)
    .filter(([key, value]) => !same(live[key] ?? "", value) || live[key] === undefined)
    .map(([key, value]) => `${what} ${key} is ${live[key] ?? "missing"}, not ${value}`);
  const extra = Object.keys(live)
    .filter((key) => exact && wanted[key] === undefined)
    .map((key) => `${what} ${key} is ${live[key] ?? ""}, but should not be there`);
  return [...missing, ...extra];
}

function tolerationDifferences(live: readonly Toleration[], wanted: readonly Toleration[]): readonly string[] {
  const shown = (list: readonly Toleration[]) => list.map(tolerationText).sort().join(", ") || "none";
  return shown(live) === shown(wanted) ? [] : [`tolerations are ${shown(live)}, not ${shown(wanted)}`];
}

function tolerationText({ key, operator, value, effect }: Toleration): string {
  return `${key} ${operator}${value === undefined ? "" : ` ${value}`}${effect === undefined ? "" : `:${effect}`}`;
}
