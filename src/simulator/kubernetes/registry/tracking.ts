import { trackUpdate, type Writer } from "../apply/managed-fields.js";
import type { ClusterState } from "../cluster-state.js";
import { timestamp, type KubeObject, type ManagedFieldsEntry } from "../objects/objects.js";
import { apiVersionOf, type Resource } from "../store/resources.js";
import type { WriteOptions } from "./write-options.js";

/** The object with the list of who owns which field after this write. */
export function withTracking(
  state: ClusterState,
  resource: Resource,
  old: KubeObject | undefined,
  object: KubeObject,
  options: WriteOptions,
): KubeObject {
  const writer = writerOf(state, resource, options);
  const given = object.metadata.managedFields;
  // A client may edit or reset the list; one that leaves it out means no change.
  const owners: readonly ManagedFieldsEntry[] = isReset(given) ? [] : (given ?? old?.metadata.managedFields ?? []);
  const tracked = trackUpdate(resource.type, old, object, writer, owners);
  const { managedFields: _given, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(tracked.length === 0 ? {} : { managedFields: tracked }) } };
}

/** An empty list, or one of one empty entry, is how a client gives up all tracking. */
const isReset = (given: readonly ManagedFieldsEntry[] | undefined) =>
  given !== undefined && given.every((entry) => Object.keys(entry).length === 0) && given.length < 2;

export function writerOf(state: ClusterState, resource: Resource, options: WriteOptions): Writer {
  return {
    manager: options.manager,
    apiVersion: apiVersionOf(resource),
    subresource: options.subresource ?? "",
    time: timestamp(state.clock.now()),
  };
}
