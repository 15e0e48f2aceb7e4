import type { ClusterState } from "./cluster-state.js";
import { equal, isObject, stringOf, type JsonObject } from "./objects/json.js";
import { createObject, updateObject } from "./registry/registry.js";
import { runtimeClasses } from "./store/resources.js";

/** From a change to its being put back. Assumed: the addon manager's loop. */
const reconcileAfterMs = 60_000;
const labels = { "addonmanager.kubernetes.io/mode": "Reconcile", "kubernetes.io/cluster-service": "true" };

/** The RuntimeClasses of every AKS cluster, Kata pool or not (seen on a fresh cluster in 2026). */
const builtIn: readonly JsonObject[] = [
  { metadata: { name: "runc", labels }, handler: "runc" },
  {
    metadata: { name: "kata-vm-isolation", labels },
    handler: "kata",
    overhead: { podFixed: { memory: "600Mi" } },
    scheduling: { nodeSelector: { "kubernetes.azure.com/kata-vm-isolation": "true" } },
  },
];
/** The addon manager runs `kubectl apply`. */
const options = { manager: "kubectl-client-side-apply" };

/** Makes AKS's own RuntimeClasses and puts them back when they are changed or deleted. Returns a function that ends it. */
export function startAddonManager(state: ClusterState): () => void {
  let cancel: (() => void) | undefined;
  const reconcile = (): void => {
    cancel = undefined;
    for (const wanted of builtIn) putBack(state, wanted);
  };
  reconcile();
  const stop = state.store.listen(runtimeClasses, (change) => {
    const isOurs = builtIn.some((wanted) => nameOf(wanted) === change.object.metadata.name);
    if (isOurs) cancel ??= state.clock.after(reconcileAfterMs, reconcile);
  });
  return () => {
    stop();
    cancel?.();
  };
}

function putBack(state: ClusterState, wanted: JsonObject): void {
  const name = nameOf(wanted);
  const live = state.store.get(runtimeClasses, "", name);
  if (live !== undefined && live["handler"] !== wanted["handler"]) state.store.remove(runtimeClasses, "", name);
  if (live === undefined || live["handler"] !== wanted["handler"]) {
    createObject(state, runtimeClasses, "", wanted, options);
    state.log(`kubernetes ${state.name}: addon manager made RuntimeClass ${name}`);
    return;
  }
  const isIntact =
    equal(live["overhead"], wanted["overhead"]) &&
    equal(live["scheduling"], wanted["scheduling"]) &&
    Object.entries(labels).every(([key, value]) => live.metadata.labels?.[key] === value);
  if (isIntact) return;
  updateObject(
    state,
    runtimeClasses,
    "",
    name,
    ({ overhead: _overhead, scheduling: _scheduling, ...rest }) => ({
      ...rest,
      ...wanted,
      metadata: { ...live.metadata, labels: { ...live.metadata.labels, ...labels } },
    }),
    options,
  );
  state.log(`kubernetes ${state.name}: addon manager put RuntimeClass ${name} back`);
}

function nameOf(object: JsonObject): string {
  const metadata = object["metadata"];
  return isObject(metadata) ? stringOf(metadata["name"]) : "";
}
