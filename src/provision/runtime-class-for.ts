import type { Pool } from "../azure/azure.js";
import type { RuntimeClassSpec } from "../kubernetes/runtime-class-manifest.js";
import { runtimeMark, taintEffect } from "../runtimes/marks.js";
import type { SandboxRuntime } from "../runtimes/runtime.js";

/** The part of a pool that decides on the class: whether it carries our label. */
export type LabelledPool = Pick<Pool, "name" | "nodeLabels">;

/**
 * The class for pools of one runtime. It selects our label; only where a pool lacks it (it was made by other means, and
 * labels of existing pools are not changed) it selects AKS's own label, which all pools of the runtime carry.
 */
export function runtimeClassFor(
  runtime: SandboxRuntime,
  choice: { readonly name: string; readonly overheadMemory: string },
  pools: readonly LabelledPool[],
): RuntimeClassSpec {
  const isMarked = pools.every((pool) => pool.nodeLabels[runtimeMark] === runtime.id);
  const { aksNodeLabel } = runtime;
  return {
    name: choice.name,
    handler: runtime.runtimeClass.handler,
    overhead: { memory: choice.overheadMemory },
    nodeSelector: isMarked ? { [runtimeMark]: runtime.id } : { [aksNodeLabel.key]: aksNodeLabel.value },
    tolerations: [{ key: runtimeMark, operator: "Equal", value: runtime.id, effect: taintEffect }],
    labels: {},
    annotations: {},
  };
}
