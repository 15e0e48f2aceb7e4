import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { itemSchema, memberSchema } from "../schema/schema.js";
import type { Schema } from "../schema/schema-types.js";
import type { FieldSet } from "./field-set.js";
import { isAtomic, itemElement } from "./list-elements.js";

/** Lays an applied configuration over the live object: granular maps and lists merge, everything else is replaced. */
export function mergeApplied(schema: Schema | undefined, live: Json | undefined, config: Json): Json {
  if (schema === undefined || live === undefined || isAtomic(schema, config) || isAtomic(schema, live)) return config;
  if (Array.isArray(config) && Array.isArray(live)) return mergeLists(schema, live, config);
  if (!isObject(config) || !isObject(live)) return config;
  const result: JsonObject = { ...live };
  for (const [key, value] of Object.entries(config)) {
    if (value !== undefined) result[key] = mergeApplied(memberSchema(schema, key), live[key], value);
  }
  return result;
}

function mergeLists(schema: Schema, live: Json[], config: Json[]): Json[] {
  const item = itemSchema(schema);
  const applied = new Map(config.map((element) => [itemElement(schema, item, element), element]));
  const merged = live.map((element) => {
    const key = itemElement(schema, item, element);
    const update = applied.get(key);
    applied.delete(key);
    return update === undefined ? element : mergeApplied(item, element, update);
  });
  return [...merged, ...applied.values()];
}

/**
 * Removes what `dropped` names (fields that a manager applied before and applies no more, and that nobody else owns).
 * A map or list item that is left empty goes too; fields that no manager owns stay.
 */
export function prune(schema: Schema | undefined, value: Json, dropped: FieldSet): Json | undefined {
  if (dropped.isEmpty()) return value;
  if (schema === undefined || isAtomic(schema, value)) return dropped.member ? undefined : value;
  if (Array.isArray(value)) return pruneList(schema, value, dropped);
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    const below = dropped.children.get(`f:${key}`);
    if (member === undefined) continue;
    const left = below === undefined ? member : prune(memberSchema(schema, key), member, below);
    if (left !== undefined) result[key] = left;
  }
  return isEmptied(result) && !isEmptied(value) ? undefined : result;
}

function pruneList(schema: Schema, value: Json[], dropped: FieldSet): Json[] | undefined {
  const item = itemSchema(schema);
  const left = value.flatMap((element) => {
    const below = dropped.children.get(itemElement(schema, item, element));
    if (below === undefined) return [element];
    if (!isObject(element)) return below.member ? [] : [element];
    const kept = prune(item, element, below);
    // An item of which nothing but its keys is left was there for this manager alone.
    const keys = schema["x-kubernetes-list-map-keys"] ?? [];
    const isKeyOnly = isObject(kept) && Object.keys(kept).every((key) => keys.includes(key));
    return kept === undefined || (below.member && isKeyOnly) ? [] : [kept];
  });
  return left.length === 0 && value.length > 0 ? undefined : left;
}

const isEmptied = (value: JsonObject) => Object.keys(value).length === 0;
