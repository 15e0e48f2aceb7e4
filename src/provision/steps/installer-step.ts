import { referenceOf } from "../../kubernetes/object-reference.js";
import type { PoolSpec } from "../../spec/sandbox-spec.js";
import type { Step } from "../../steps/step.js";
import { renderInstaller } from "../installer-request.js";
import { untilGone } from "../until-gone.js";
import { found, type RunState } from "../run-state.js";

/**
 * Applies what puts the runtime on the nodes of its pools. `undefined` where AKS brings it, or where the user installs it.
 * The nodes are waited for by the step after it.
 */
export function installerStep(pool: PoolSpec): Step<RunState> | undefined {
  const { runtime, installer: choice } = pool;
  const { installer } = runtime;
  if (installer === undefined || choice === undefined || installer.appliedBy !== "run") return undefined;
  const image = choice.image === undefined ? "" : ` from ${choice.image}`;
  return {
    id: "installer",
    title: `Installer of ${runtime.id}`,
    plan: () => `apply ${installer.title}${image}`,
    async run(state) {
      const { objects } = found(state.kubernetes, "connection to the cluster");
      const rendered = found(await renderInstaller(runtime, choice), "installer");
      const changed: string[] = [];
      for (const object of rendered.objects) {
        // Of a removal a moment ago: the API server ends a namespace in its own time.
        const reference = referenceOf(object);
        if (reference.kind === "Namespace") await untilGone({ ...state, objects }, reference);
        if ((await objects.apply(object, { force: false }, state.signal)) === "unchanged") continue;
        state.changed = true;
        changed.push(reference.kind);
      }
      return changed.length === 0
        ? { status: "unchanged", detail: "as asked" }
        : { status: "changed", detail: `applied: ${changed.join(", ")}` };
    },
  };
}
