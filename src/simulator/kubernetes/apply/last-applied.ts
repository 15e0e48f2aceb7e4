import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import type { Schema } from "../schema/schema-types.js";
import { compare, fieldSetOf } from "./compare.js";
import { FieldSet } from "./field-set.js";

/** Where a client-side `kubectl apply` leaves its configuration. */
const annotation = "kubectl.kubernetes.io/last-applied-configuration";

/** Only kubectl's own server-side apply takes over from its client-side one. */
const successor = "kubectl";

/**
 * Fields about which `kubectl apply --server-side` has no conflict: those that its client-side apply set last and that are
 * still as it set them (`lastAppliedManager`).
 */
export function fieldsLastApplied(schema: Schema, live: KubeObject, manager: string): FieldSet {
  const text = live.metadata.annotations?.[annotation] ?? "";
  if (manager !== successor || text === "") return new FieldSet();
  const config = parsed(text);
  if (config === undefined || config["apiVersion"] !== live.apiVersion) return new FieldSet();
  const { added, modified, removed } = compare(schema, config, live);
  return fieldSetOf(schema, config).difference(added).difference(modified).difference(removed);
}

/** The object with the annotation brought up to date, where it has one (`lastAppliedUpdater`). */
export function withLastApplied(object: JsonObject, config: JsonObject, manager: string): JsonObject {
  const { metadata } = object;
  if (manager !== successor || !isObject(metadata)) return object;
  const { annotations } = metadata;
  if (!isObject(annotations) || stringOf(annotations[annotation]) === "") return object;
  const text = `${JSON.stringify(inOrder(withoutAnnotation(config)))}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [annotation]: text } } };
}

function withoutAnnotation(config: JsonObject): JsonObject {
  const annotations = valueAt(config, "metadata", "annotations");
  if (!isObject(annotations) || !isObject(config["metadata"])) return config;
  const { [annotation]: _own, ...others } = annotations;
  return { ...config, metadata: { ...config["metadata"], annotations: others } };
}

function inOrder(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => inOrder(item) ?? null);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, inOrder(value[key])]));
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
