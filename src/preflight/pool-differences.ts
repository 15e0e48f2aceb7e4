import type { Pool } from "../azure/azure.js";
import { CliError } from "../errors.js";
import { runtimeOfPool, workloadRuntimeOf } from "../runtimes/index.js";
import { runtimeMark, runtimeTaint } from "../runtimes/marks.js";
import type { PoolSpec } from "../spec/sandbox-spec.js";

export interface Difference {
  readonly what: string;
  readonly live: string;
  readonly asked: string;
}

/** Throws a CliError `PoolDiffers` (exit 5) where an existing pool differs in what a pool can never change. */
export function refuseFixedDifferences(live: Pool, asked: PoolSpec): void {
  const differences = fixedDifferences(live, asked);
  if (differences.length === 0) return;
  throw new CliError("PoolDiffers", differencesText(live, asked, differences), {
    exitReason: "refused",
    hint: `add the pool under another name (--name), or ask for what ${live.name} has`,
  });
}

/** The differences in a sentence; where AKS runs another sandbox on the pool, that it never gives the one asked for. */
export function differencesText(live: Pool, asked: PoolSpec, differences: readonly Difference[]): string {
  const list = differences.map(({ what, live: has, asked: wants }) => `${what} is ${has}, asked for is ${wants}`);
  const runtime = runtimeOfPool(live);
  const isOther = runtime?.pool.workloadRuntime !== undefined && runtime.id !== asked.runtime.id;
  const never = isOther ? `; AKS runs ${runtime.id} on it, and such a pool never gives ${asked.runtime.id}` : "";
  return `pool ${live.name} exists, and differs in what cannot be changed in place: ${list.join("; ")}${never}`;
}

/** What a pool that exists has otherwise than asked, and can never change. */
export function fixedDifferences(live: Pool, asked: PoolSpec): readonly Difference[] {
  const rows: Difference[] = [
    { what: "the workload runtime", live: live.workloadRuntime, asked: workloadRuntimeOf(asked.runtime) },
    ...markDifference(live, asked),
    { what: "the VM size", live: live.vmSize, asked: asked.vmSize },
    { what: "the OS", live: live.osType, asked: "Linux" },
    ...osSkuDifference(live, asked),
    ...ifAsked("the zones", live.availabilityZones, asked.zones.length === 0 ? undefined : asked.zones),
    ...ifAsked("the pods per node", live.maxPods, asked.maxPods),
    ...ifAsked("the OS disk in GB", live.osDiskSizeGb, asked.osDiskSizeGb),
    ...ifAsked("the subnet", live.vnetSubnetId, asked.vnetSubnetId),
  ];
  return rows.filter((row) => row.live.toLowerCase() !== row.asked.toLowerCase());
}

/** Azure moves a pool between the Linux SKUs in place; one that does not carry the runtime makes it another pool. */
function osSkuDifference(live: Pool, { osSku, runtime }: PoolSpec): readonly Difference[] {
  if (runtime.pool.osSkus.some((each) => each.toLowerCase() === live.osSku.toLowerCase())) return [];
  return [{ what: "the OS SKU", live: live.osSku, asked: osSku }];
}

/** An ordinary pool without our label is used for something else: nothing is installed on its nodes. */
function markDifference(live: Pool, { runtime }: PoolSpec): readonly Difference[] {
  if (runtime.pool.workloadRuntime !== undefined) return [];
  return [{ what: `the label ${runtimeMark}`, live: live.nodeLabels[runtimeMark] ?? "missing", asked: runtime.id }];
}

function ifAsked<T extends string | number | readonly string[]>(
  what: string,
  live: T | undefined,
  asked: T | undefined,
): readonly Difference[] {
  return asked === undefined ? [] : [{ what, live: shown(live), asked: shown(asked) }];
}

function shown(value: string | number | readonly string[] | undefined): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  return value === undefined || value.length === 0 ? "none" : [...value].sort().join(" ");
}

/** Differences that could be changed, but are not by `up`: told, so that nobody believes they were. */
export function otherDifferences(live: Pool, asked: PoolSpec): readonly string[] {
  const notes: string[] = [];
  const { size } = asked;
  if (size.kind === "fixed") {
    if (live.autoscaling !== undefined) notes.push("the cluster autoscaler is on; --node-count is not applied");
    else if (live.count !== size.count) notes.push(`it has ${live.count} nodes, not ${size.count}`);
  } else if (live.autoscaling?.minCount !== size.minCount || live.autoscaling.maxCount !== size.maxCount) {
    notes.push(
      live.autoscaling === undefined
        ? "the cluster autoscaler is off"
        : `the cluster autoscaler's bounds are ${live.autoscaling.minCount} to ${live.autoscaling.maxCount}, not ${size.minCount} to ${size.maxCount}`,
    );
  }
  if (live.nodeLabels[runtimeMark] !== asked.runtime.id && asked.runtime.aksNodeLabel !== undefined) {
    notes.push(
      `it lacks the label ${runtimeMark}=${asked.runtime.id}; the RuntimeClass selects AKS's own label instead`,
    );
  }
  if (live.osSku.toLowerCase() !== asked.osSku.toLowerCase())
    notes.push(`its OS SKU is ${live.osSku}, not ${asked.osSku}`);
  const taint = runtimeTaint(asked.runtime.id);
  if (asked.isTainted && !live.nodeTaints.includes(taint)) notes.push(`it lacks the taint ${taint}`);
  for (const other of asked.taints) if (!live.nodeTaints.includes(other)) notes.push(`it lacks the taint ${other}`);
  for (const [key, value] of Object.entries(asked.labels)) {
    if (live.nodeLabels[key] !== value) notes.push(`it lacks the label ${key}=${value}`);
  }
  if (Object.keys(asked.overlay).length > 0) notes.push("--set-pool is not applied to a pool that exists");
  return notes;
}
