import type { Cluster, Pool } from "../azure/azure.js";
import type { RuntimeClassSpec } from "../kubernetes/runtime-class-manifest.js";
import { isPoolOf } from "../runtimes/index.js";
import { runtimeMark, taintEffect } from "../runtimes/marks.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";
import type { RuntimeClassChoice } from "../spec/sandbox-spec.js";

/** The part of a pool that decides on the class: whether it carries our label. */
export type LabelledPool = Pick<Pool, "name" | "nodeLabels">;

/** A pool as this tool makes it: what a class is rendered for while there is no such pool yet. */
export function markedPool(runtime: SandboxRuntime, name = "any"): LabelledPool {
  return { name, nodeLabels: { [runtimeMark]: runtime.id } };
}

/** Every pool of the cluster that the class is to serve, `own` (which may be newer than the cluster's list) included. */
export function poolsServed(
  runtime: SandboxRuntime,
  cluster: Pick<Cluster, "pools"> | undefined,
  own: LabelledPool,
): readonly LabelledPool[] {
  const others = (cluster?.pools ?? []).filter((pool) => pool.name !== own.name && isPoolOf(runtime, pool));
  return [own, ...others];
}

/**
 * The class for pools of one runtime. It selects our label; only where a pool lacks it (it was made by other means, and
 * labels of existing pools are not changed) it selects AKS's own label, which all pools of the runtime carry. Where
 * something is installed on the nodes first, it selects the label that a node gets when that is done, besides.
 */
export function runtimeClassFor(
  runtime: SandboxRuntime,
  choice: RuntimeClassChoice,
  pools: readonly LabelledPool[],
): RuntimeClassSpec {
  const isMarked = pools.every((pool) => pool.nodeLabels[runtimeMark] === runtime.id);
  const { aksNodeLabel, installer } = runtime;
  const ready = installer?.readyLabel;
  return {
    name: choice.name,
    handler: runtime.runtimeClass.handler,
    overhead: choice.overhead,
    nodeSelector: {
      ...(isMarked || aksNodeLabel === undefined
        ? { [runtimeMark]: runtime.id }
        : { [aksNodeLabel.key]: aksNodeLabel.value }),
      ...(ready === undefined ? {} : { [ready.key]: ready.value }),
    },
    tolerations: [{ key: runtimeMark, operator: "Equal", value: runtime.id, effect: taintEffect }],
    labels: {},
    annotations: {},
  };
}
