import type { Faults } from "../faults/faults.js";
import type { ClusterState } from "./cluster-state.js";
import type { Change } from "./store/object-store.js";
import { runtimeClasses } from "./store/resources.js";

/** From the change to its being put back: the addon manager's interval (assumed). */
const revertAfterMs = 60_000;

/**
 * The fault `runtimeclass-reverted`: what a client did to a RuntimeClass is undone a little later, as the addon manager
 * undoes it for AKS's own classes. Returns a function that ends it.
 */
export function startRevertingClasses(state: ClusterState, faults: Faults): () => void {
  const cancels = new Set<() => void>();
  let isOurs = false;
  const putBack = ({ object, previous }: Change): void => {
    isOurs = true;
    if (previous === undefined) state.store.remove(runtimeClasses, "", object.metadata.name);
    else state.store.put(runtimeClasses, previous);
    isOurs = false;
    state.log(`kubernetes ${state.name}: RuntimeClass ${object.metadata.name} is as it was before`);
  };
  const stop = state.store.listen(runtimeClasses, (change) => {
    if (isOurs) return;
    const fault = faults.take("runtimeclass-reverted", `runtimeclasses/${change.object.metadata.name}`);
    if (fault === undefined) return;
    const cancel = state.clock.after(fault.delayMs ?? revertAfterMs, () => {
      cancels.delete(cancel);
      putBack(change);
    });
    cancels.add(cancel);
  });
  return () => {
    stop();
    cancels.forEach((cancel) => {
      cancel();
    });
  };
}
