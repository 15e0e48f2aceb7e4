import { admit } from "../admission/admit.js";
import { invalid, invalidObject } from "../api/field-error.js";
import { alreadyExists, conflict, forbidden, notFound, StatusError } from "../api/status-error.js";
import type { User } from "../authentication/user.js";
import type { ClusterState } from "../cluster-state.js";
import { equal, isObject, valueAt, type JsonObject } from "../objects/json.js";
import { timestamp, type KubeObject, type ObjectMeta } from "../objects/objects.js";
import { apiVersionOf, namespaces, type Resource } from "../store/resources.js";
import { deletionFinalizers, type Propagation } from "./propagation.js";
import { withTracking } from "./tracking.js";
import type { WriteOptions } from "./write-options.js";
import { beforeAdmission, gracePeriodSeconds, prepareCreate, prepareUpdate } from "./strategies.js";

const modifiedText = "the object has been modified; please apply your changes to the latest version and try again";

/** Stores a new object. `body` has passed the schema check. Throws 403, 404 (namespace), 409 or 422. */
export function createObject(
  state: ClusterState,
  resource: Resource,
  namespace: string,
  body: JsonObject,
  options: WriteOptions,
): KubeObject {
  const given = metadataOf(body);
  const name = given.name ?? generatedName(given.generateName ?? "", state);
  const metadata: ObjectMeta = {
    ...withoutServerFields(given),
    name,
    ...(resource.namespaced ? { namespace } : {}),
    uid: state.random.guid(),
    // The store gives the first version; a dry run shows none.
    resourceVersion: "",
    creationTimestamp: timestamp(state.clock.now()),
  };
  const object: KubeObject = { ...body, apiVersion: apiVersionOf(resource), kind: resource.kind, metadata };
  if (resource.namespaced) requireNamespace(state, resource, namespace, name);
  const prepared = prepareCreate(resource, object, state);
  admit(state, { ...admission(resource, options), operation: "CREATE", object: prepared, old: undefined });
  if (state.store.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
  const tracked =
    options.applied === true
      ? prepared
      : withManagers(prepared, withTracking(state, resource, undefined, beforeAdmission(resource, object), options));
  if (options.dryRun === true) return withoutVersion(tracked);
  return state.store.put(resource, tracked);
}

function withManagers(object: KubeObject, { metadata: { managedFields } }: KubeObject): KubeObject {
  const { managedFields: _own, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(managedFields === undefined ? {} : { managedFields }) } };
}

/** Names are cut so that what is generated fits into 63 bytes, where more would be allowed too (`SimpleNameGenerator`). */
const longestBase = 58;
const generatedName = (base: string, { random }: ClusterState) =>
  base === "" ? "" : `${base.slice(0, longestBase)}${random.word(5)}`;

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata: metadata as ObjectMeta };
}

/**
 * Stores what `change` makes of the present object. A resourceVersion in it that is not the present one is a 409.
 * An update that changes nothing leaves the version as it is.
 */
export function updateObject(
  state: ClusterState,
  resource: Resource,
  namespace: string,
  name: string,
  change: (current: KubeObject) => JsonObject,
  options: WriteOptions,
): KubeObject {
  const old = state.store.get(resource, namespace, name);
  if (old === undefined) throw notFound(resource, name);
  const body = change(old);
  const given = metadataOf(body);
  if (
    given.resourceVersion !== undefined &&
    given.resourceVersion !== "" &&
    given.resourceVersion !== old.metadata.resourceVersion
  )
    throw conflict(resource, name, modifiedText);
  if (given.uid !== undefined && given.uid !== old.metadata.uid && options.replaces === true)
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${given.uid}, UID in object meta: ${old.metadata.uid}`,
    );
  if (given.uid !== undefined && given.uid !== old.metadata.uid) {
    // The generic and the kind's own validation say it, each once.
    const error = invalid("metadata.uid", given.uid, "field is immutable");
    throw invalidObject(resource.group, resource.kind, name, [error, error]);
  }
  const { apiVersion, kind } = old;
  const merged: KubeObject = {
    ...body,
    apiVersion,
    kind,
    metadata: withoutEmpty({ ...given, ...systemFields(old.metadata, given) }),
  };
  const prepared = prepareUpdate(resource, merged, old, options.subresource ?? "");
  admit(state, { ...admission(resource, options), operation: "UPDATE", object: prepared, old });
  const tracked = options.applied === true ? prepared : withTracking(state, resource, old, prepared, options);
  if (equal(comparable(tracked), comparable(old))) return old;
  if (options.dryRun === true) return tracked;
  // The last finalizer of an object that waits only for its finalizers was removed.
  if (isDone(tracked)) return state.store.remove(resource, namespace, name) ?? tracked;
  return state.store.put(resource, tracked);
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
  readonly dryRun?: boolean;
  /** What becomes of the objects that this one owns; default: that of the resource. */
  readonly propagation?: Propagation | undefined;
  readonly user?: User | undefined;
  readonly warnings?: string[];
}

export interface Deletion {
  /** The object as it is now, or as it was last. */
  readonly object: KubeObject;
  /** False while it waits for its containers or finalizers. */
  readonly isGone: boolean;
}

export function deleteObject(
  state: ClusterState,
  resource: Resource,
  namespace: string,
  name: string,
  options: DeleteOptions,
): Deletion {
  const object = state.store.get(resource, namespace, name);
  if (object === undefined) throw notFound(resource, name);
  checkPreconditions(resource, object, options);
  admit(state, { ...admission(resource, options), operation: "DELETE", object: undefined, old: object });
  const grace = gracePeriodSeconds(resource, object, options.gracePeriodSeconds);
  const { deletionTimestamp: markedAt } = object.metadata;
  const isMarked = markedAt !== undefined;
  const isLonger = isMarked && grace >= (object.metadata.deletionGracePeriodSeconds ?? 0);
  if (isLonger && grace > 0) return { object, isGone: false };
  const finalizers = deletionFinalizers(resource, object, options.propagation);
  const isNamespace = resource.plural === namespaces.plural;
  const isWaiting = grace > 0 || finalizers.length > 0 || isNamespace;
  if (options.dryRun === true) return { object, isGone: !isWaiting };
  if (!isWaiting) return { object: state.store.remove(resource, namespace, name) ?? object, isGone: true };
  const marked = {
    ...object,
    metadata: {
      ...object.metadata,
      ...(finalizers.length === 0 ? {} : { finalizers }),
      // A shorter grace period moves the time; a repeated deletion that waits for finalizers does not.
      deletionTimestamp: (grace === 0 ? markedAt : undefined) ?? timestamp(state.clock.now() + grace * 1000),
      ...(isNamespace ? {} : { deletionGracePeriodSeconds: grace }),
      ...(object.metadata.generation === undefined || isMarked ? {} : { generation: object.metadata.generation + 1 }),
    },
    ...(isNamespace && !isMarked ? { status: { phase: "Terminating" } } : {}),
  };
  if (equal(marked, object)) return { object, isGone: false };
  return { object: state.store.put(resource, marked), isGone: false };
}

/** What the admission of every write needs to know of its options. */
function admission(
  resource: Resource,
  options: Pick<WriteOptions, "subresource" | "dryRun" | "warnings"> & { readonly user?: User | undefined },
) {
  return {
    resource,
    subresource: options.subresource ?? "",
    user: options.user,
    isDryRun: options.dryRun === true,
    warn: (text: string) => options.warnings?.push(text),
  };
}

/** Throws a 409 where a deletion was meant for another object or another version of it. */
export function checkPreconditions(resource: Resource, object: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = object.metadata;
  const name = object.metadata.name;
  const kindly = { group: resource.group, plural: resource.kind };
  if (options.uid !== undefined && options.uid !== uid)
    throw conflict(
      kindly,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion)
    throw conflict(
      kindly,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
}

/** Objects can be made only in a namespace that exists and is not on its way out. */
function requireNamespace(state: ClusterState, resource: Resource, namespace: string, name: string): void {
  const found = state.store.get(namespaces, "", namespace);
  if (found === undefined) throw notFound(namespaces, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  const error = forbidden(resource, name, why);
  const cause = {
    reason: "NamespaceTerminating",
    message: `namespace ${namespace} is being terminated`,
    field: "metadata.namespace",
  };
  throw new StatusError(403, "Forbidden", error.message, { ...error.details, causes: [cause] });
}

/** Metadata of a body that passed the schema check. */
export function metadataOf(body: JsonObject): Partial<ObjectMeta> {
  const metadata = body["metadata"];
  return isObject(metadata) ? metadata : {};
}

/** Go leaves empty lists and maps out. */
function withoutEmpty(metadata: ObjectMeta): ObjectMeta {
  const { labels = {}, annotations = {}, finalizers = [], ownerReferences = [], ...rest } = metadata;
  return {
    ...rest,
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    ...(finalizers.length === 0 ? {} : { finalizers }),
    ...(ownerReferences.length === 0 ? {} : { ownerReferences }),
  };
}

function withoutServerFields(given: Partial<ObjectMeta>): Partial<ObjectMeta> {
  const { deletionTimestamp: _time, deletionGracePeriodSeconds: _grace, ...rest } = given;
  return rest;
}

/** What an update cannot touch. */
function systemFields(old: ObjectMeta, given: Partial<ObjectMeta>) {
  const { uid, resourceVersion, creationTimestamp, generation, deletionTimestamp, deletionGracePeriodSeconds } = old;
  return {
    name: given.name ?? old.name,
    ...(old.namespace === undefined ? {} : { namespace: given.namespace ?? old.namespace }),
    uid,
    resourceVersion,
    creationTimestamp,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
}

/** Without the times of managed fields, which alone do not make a change. */
function comparable(object: KubeObject): JsonObject {
  const { managedFields = [], ...metadata } = object.metadata;
  return {
    ...object,
    metadata: { ...metadata, managedFields: managedFields.map(({ time: _time, ...entry }) => entry) },
  };
}

function isDone(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  // A namespace has a finalizer of its own, which its controller gives up when all is gone.
  const own = object.kind === namespaces.kind ? valueAt(object, "spec", "finalizers") : undefined;
  const isHeld = finalizers.length > 0 || (Array.isArray(own) && own.length > 0);
  return deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0 && !isHeld;
}
