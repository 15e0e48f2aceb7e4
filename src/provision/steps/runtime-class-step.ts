import { ensureRuntimeClass } from "../../kubernetes/ensure-runtime-class.js";
import { renderRuntimeClass } from "../../kubernetes/runtime-class-manifest.js";
import type { PoolSpec, RuntimeClassChoice } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { poolsServed, runtimeClassFor } from "../runtime-class-for.js";
import { found, type RunState } from "../run-state.js";

/** `130Mi memory and 250m cpu`. */
function quantities(overhead: RuntimeClassChoice["overhead"]): string {
  const all = Object.entries(overhead).map(([resource, quantity]) => `${quantity} ${resource}`);
  return all.length === 0 ? "none" : all.join(" and ");
}

/** Applies our RuntimeClass for the pool, where it is missing or differs. */
export function runtimeClassStep(choice: RuntimeClassChoice, pool: PoolSpec): Step<RunState> {
  const { runtime } = pool;
  return {
    id: "runtime-class",
    title: `RuntimeClass ${choice.name}`,
    plan: () =>
      `apply RuntimeClass ${choice.name}: handler ${runtime.runtimeClass.handler}, overhead ${quantities(choice.overhead)}, for nodes of ${runtime.id}`,
    async run(state) {
      const connection = found(state.kubernetes, "connection to the cluster");
      const wanted = await renderRuntimeClass(
        runtimeClassFor(runtime, choice, poolsServed(runtime, state.cluster, found(state.pool, "pool"))),
        state.runtimes,
      );
      const { status, differences } = await ensureRuntimeClass(
        connection,
        wanted,
        { force: false },
        state.signal,
        state.runtimes,
      );
      if (status === "unchanged") return { status, detail: "as asked" };
      state.changed = true;
      return { status, detail: differences.length === 0 ? "made" : `changed: ${differences.join("; ")}` };
    },
  };
}
