import { fieldForbidden, invalid, required, tooLong, type FieldError } from "../api/field-error.js";
import { equal, valueAt } from "../objects/json.js";
import type { KubeObject, OwnerReference } from "../objects/objects.js";
import { labelKeyFaults, labelValueFaults } from "./names.js";

const annotationBytes = 256 * 1024;

/** What every object's metadata must keep to when it is new. */
export interface MetadataRules {
  /** The format of names of its kind; `isPrefix` for the beginning of a generated one. */
  readonly nameFaults: (name: string, isPrefix?: boolean) => string[];
  /** Finalizers of the core group are checked twice: by the rule of all objects and by that of old. */
  readonly isCore: boolean;
}

/** Name, labels, annotations, owners and finalizers of a new object (`ValidateObjectMetaAccessor`). */
export function metadataErrors(object: KubeObject, rules: MetadataRules): FieldError[] {
  const { name, generateName = "", finalizers = [] } = object.metadata;
  return [
    ...(generateName === ""
      ? []
      : rules.nameFaults(generateName, true).map((fault) => invalid("metadata.generateName", generateName, fault))),
    ...(name === ""
      ? [required("metadata.name", "name or generateName is required")]
      : rules.nameFaults(name).map((fault) => invalid("metadata.name", name, fault))),
    ...changeableErrors(object),
    ...finalizers.flatMap((text) => labelKeyFaults(text).map((fault) => invalid("metadata.finalizers", text, fault))),
    ...(rules.isCore ? finalizers.flatMap(oldFinalizerErrors) : []),
  ];
}

/** `ValidateFinalizerName` of the core group: without a domain only the old ones are allowed. */
function oldFinalizerErrors(text: string, index: number): FieldError[] {
  const isKnown = text.includes("/") || ["kubernetes", "orphan", "foregroundDeletion"].includes(text);
  const detail = "name is neither a standard finalizer name nor is it fully qualified";
  return isKnown ? [] : [invalid(`metadata.finalizers[${index}]`, text, detail)];
}

/** Same for a changed object: identity cannot change. */
export function metadataUpdateErrors(object: KubeObject, old: KubeObject): FieldError[] {
  const fields = ["name", "namespace", "uid", "creationTimestamp"] as const;
  return [
    ...fields
      .filter((field) => object.metadata[field] !== old.metadata[field])
      .map((field) => invalid(`metadata.${field}`, object.metadata[field] ?? "", "field is immutable")),
    ...(old.metadata.deletionTimestamp !== undefined &&
    object.metadata.finalizers?.some((name) => old.metadata.finalizers?.includes(name) !== true) === true
      ? [fieldForbidden("metadata.finalizers", "no new finalizers can be added if the object is being deleted")]
      : []),
    ...changeableErrors(object),
  ];
}

function changeableErrors({ metadata }: KubeObject): FieldError[] {
  const annotations = Object.entries(metadata.annotations ?? {});
  const size = annotations.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return [
    ...labelErrors(metadata.labels ?? {}, "metadata.labels"),
    ...annotations.flatMap(([key]) =>
      labelKeyFaults(key.toLowerCase()).map((fault) => invalid("metadata.annotations", key, fault)),
    ),
    ...(size > annotationBytes ? [tooLong("metadata.annotations", annotationBytes)] : []),
    ...(metadata.ownerReferences ?? []).flatMap(ownerErrors),
  ];
}

/** `validateOwnerReference`: the paths have no index. */
function ownerErrors({ apiVersion, kind, name, uid }: OwnerReference): FieldError[] {
  const field = "metadata.ownerReferences";
  const isEmpty = "must not be empty";
  return [
    ...(apiVersion.endsWith("/") || apiVersion === ""
      ? [invalid(`${field}.apiVersion`, apiVersion, "version must not be empty")]
      : []),
    ...(kind === "" ? [invalid(`${field}.kind`, kind, isEmpty)] : []),
    ...(name === "" ? [invalid(`${field}.name`, name, isEmpty)] : []),
    ...(uid === "" ? [invalid(`${field}.uid`, uid, isEmpty)] : []),
  ];
}

/** Keys and values of labels or of a node selector. */
export function labelErrors(labels: Readonly<Record<string, string>>, field: string): FieldError[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...labelKeyFaults(key).map((fault) => invalid(field, key, fault)),
    ...labelValueFaults(value).map((fault) => invalid(field, value, fault)),
  ]);
}

/** A part of the object that may never change; `field` is its path, such as `spec.selector`. */
export function immutableError(object: KubeObject, old: KubeObject, field: string): FieldError[] {
  const value = valueAt(object, ...field.split("."));
  return equal(value, valueAt(old, ...field.split("."))) ? [] : [invalid(field, value, "field is immutable")];
}
