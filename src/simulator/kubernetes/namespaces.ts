import type { ClusterState } from "./cluster-state.js";
import { timestamp, type Condition, type KubeObject } from "./objects/objects.js";
import { createObject, deleteObject, updateObject } from "./registry/registry.js";
import { configMaps, namespaces, serviceAccounts, storedResources, type Resource } from "./store/resources.js";

const initial = ["default", "kube-node-lease", "kube-public", "kube-system"];
const manager = { manager: "kube-controller-manager" };
/** Assumed: how long the controller takes from a deletion to the first look, and from one look to the next. */
const finalizeAfterMs = 5_000;

/** Makes the namespaces of every cluster; each new one gets its service account and CA bundle, each deleted one is emptied. */
export function startNamespaces(state: ClusterState, caPem: string): () => void {
  const stop = state.store.listen(namespaces, ({ type, object, previous }) => {
    const { name, deletionTimestamp } = object.metadata;
    if (type === "ADDED") furnish(state, name, caPem);
    else if (deletionTimestamp !== undefined && previous?.metadata.deletionTimestamp === undefined)
      state.clock.after(finalizeAfterMs, () => {
        empty(state, name, object.metadata.uid);
      });
  });
  for (const name of initial) createObject(state, namespaces, "", { metadata: { name } }, manager);
  return stop;
}

function furnish(state: ClusterState, namespace: string, caPem: string): void {
  createObject(state, serviceAccounts, namespace, { metadata: { name: "default" } }, manager);
  const bundle = { metadata: { name: "kube-root-ca.crt" }, data: { "ca.crt": caPem } };
  createObject(state, configMaps, namespace, bundle, manager);
}

/** Deletes what a namespace holds, looks again until nothing is left, and then gives up its own finalizer. */
function empty(state: ClusterState, namespace: string, uid: string): void {
  if (state.store.get(namespaces, "", namespace)?.metadata.uid !== uid) return;
  for (const resource of storedResources.filter((item) => item.namespaced))
    for (const { metadata } of state.store.list(resource, namespace))
      if (metadata.deletionTimestamp === undefined) deleteObject(state, resource, namespace, metadata.name, {});
  const left = storedResources
    .filter((item) => item.namespaced)
    .map((resource) => ({ resource, objects: state.store.list(resource, namespace) }))
    .filter(({ objects }) => objects.length > 0);
  const conditions = conditionsOf(left, timestamp(state.clock.now()));
  const status = { ...manager, subresource: "status" };
  const report = (current: KubeObject) => ({ ...current, status: { phase: "Terminating", conditions } });
  updateObject(state, namespaces, "", namespace, report, status);
  if (left.length > 0) {
    state.clock.after(finalizeAfterMs, () => {
      empty(state, namespace, uid);
    });
    return;
  }
  const finalize = { ...manager, subresource: "finalize" };
  updateObject(state, namespaces, "", namespace, (current) => ({ ...current, spec: {} }), finalize);
}

/** What `kubectl get namespace -o yaml` says of a deletion that is under way. */
function conditionsOf(
  left: readonly { readonly resource: Resource; readonly objects: readonly KubeObject[] }[],
  lastTransitionTime: string,
): Condition[] {
  const finalizers = new Map<string, number>();
  for (const { metadata } of left.flatMap(({ objects }) => objects))
    for (const name of metadata.finalizers ?? []) finalizers.set(name, (finalizers.get(name) ?? 0) + 1);
  const remaining = left.map(
    ({ resource, objects }) => `${resource.plural}.${resource.group} has ${objects.length} resource instances`,
  );
  const held = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`);
  const fine = (type: string, reason: string, message: string) => ({
    type,
    status: "False",
    lastTransitionTime,
    reason,
    message,
  });
  const failed = (type: string, reason: string, message: string) => ({
    ...fine(type, reason, message),
    status: "True",
  });
  return [
    fine("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    fine(
      "NamespaceDeletionGroupVersionParsingFailure",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    fine(
      "NamespaceDeletionContentFailure",
      "ContentDeleted",
      "All content successfully deleted, may be waiting on finalization",
    ),
    remaining.length === 0
      ? fine("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed")
      : failed(
          "NamespaceContentRemaining",
          "SomeResourcesRemain",
          `Some resources are remaining: ${remaining.join(", ")}`,
        ),
    held.length === 0
      ? fine("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished")
      : failed(
          "NamespaceFinalizersRemaining",
          "SomeFinalizersRemain",
          `Some content in the namespace has finalizers remaining: ${held.join(", ")}`,
        ),
  ];
}
