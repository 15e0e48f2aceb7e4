import type { ClusterState } from "./cluster-state.js";
import { createObject } from "./registry/registry.js";
import { configMaps, namespaces, serviceAccounts, storedResources } from "./store/resources.js";

const initial = ["default", "kube-node-lease", "kube-public", "kube-system"];
const manager = { manager: "kube-controller-manager" };
/** Assumed: how long a namespace's emptying takes once its pods are gone. */
const finalizeAfterMs = 5_000;

/** Makes the namespaces of every cluster; each new one gets its service account and CA bundle, each deleted one is emptied. */
export function startNamespaces(state: ClusterState, caPem: string): () => void {
  const stop = state.store.listen(namespaces, ({ type, object }) => {
    const { name, deletionTimestamp } = object.metadata;
    if (type === "ADDED") furnish(state, name, caPem);
    else if (type === "MODIFIED" && deletionTimestamp !== undefined) empty(state, name);
  });
  for (const name of initial) createObject(state, namespaces, "", { metadata: { name } }, manager);
  return stop;
}

function furnish(state: ClusterState, namespace: string, caPem: string): void {
  createObject(state, serviceAccounts, namespace, { metadata: { name: "default" } }, manager);
  const bundle = { metadata: { name: "kube-root-ca.crt" }, data: { "ca.crt": caPem } };
  createObject(state, configMaps, namespace, bundle, manager);
}

function empty(state: ClusterState, namespace: string): void {
  state.clock.after(finalizeAfterMs, () => {
    for (const resource of storedResources.filter((item) => item.namespaced))
      for (const { metadata } of state.store.list(resource, namespace))
        state.store.remove(resource, namespace, metadata.name);
    state.store.remove(namespaces, "", namespace);
  });
}
