import { initializationTaintsFeature } from "../runtimes/initialization-taints.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { PoolSpec } from "./sandbox-spec.js";

/** A preview feature that a request needs in the subscription. */
export interface NeededFeature {
  readonly feature: NonNullable<SandboxRuntime["feature"]>;
  /** What needs it, in words. */
  readonly neededBy: string;
  /** How to do without. */
  readonly cure: string;
}

/** The feature that making this pool needs: that of its runtime, or, with a new cluster, of the taints that nodes start with. */
export function neededFeature(
  { runtime, initializationTaints }: Pick<PoolSpec, "runtime" | "initializationTaints">,
  createsCluster: boolean,
): NeededFeature | undefined {
  const { feature, presentDay, id } = runtime;
  if (feature !== undefined) {
    const cure =
      presentDay === undefined
        ? `register it: az feature register --namespace ${feature.namespace} --name ${feature.name}`
        : `use today's name, which needs no feature: --workload-runtime ${presentDay.workloadRuntime}`;
    return { feature, neededBy: id, cure };
  }
  if (!createsCluster || initializationTaints.length === 0) return undefined;
  return {
    feature: initializationTaintsFeature,
    neededBy: "a pool with nodeInitializationTaints",
    cure: "leave --api-version out: the class then holds pods back by its label alone",
  };
}
