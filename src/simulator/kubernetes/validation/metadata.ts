import { fieldForbidden, invalid, required, tooLong, type FieldError } from "../api/field-error.js";
import { equal, valueAt } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { labelKeyFaults, labelValueFaults } from "./names.js";

const annotationBytes = 256 * 1024;

/** Name, labels and annotations of a new object. `nameFaults` is the format of names of its kind. */
export function metadataErrors(object: KubeObject, nameFaults: (name: string) => string[]): FieldError[] {
  const { name } = object.metadata;
  return [
    ...(name === ""
      ? [required("metadata.name", "name or generateName is required")]
      : nameFaults(name).map((fault) => invalid("metadata.name", name, fault))),
    ...changeableErrors(object),
  ];
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
