import type { Schema } from "../schema/schema-types.js";
import { memberSchema } from "../schema/schema.js";
import { isObject, type Json } from "../objects/json.js";

/** How a list or map is owned: as a whole, or item by item. */
export function isAtomic(schema: Schema | undefined, value: Json): boolean {
  if (schema === undefined) return true;
  if (Array.isArray(value)) {
    const kind = schema["x-kubernetes-list-type"];
    return kind !== "map" && kind !== "set";
  }
  if (!isObject(value)) return true;
  if (schema["x-kubernetes-map-type"] === "atomic") return true;
  return schema.properties === undefined && schema.additionalProperties === undefined;
}

/** The path element of an item in an associative list or a set. */
export function itemElement(listSchema: Schema, itemSchema: Schema | undefined, item: Json): string {
  const keys = listSchema["x-kubernetes-list-map-keys"];
  if (keys === undefined || !isObject(item)) return `v:${JSON.stringify(item)}`;
  const pairs = keys.flatMap((key) => {
    const member = itemSchema === undefined ? undefined : memberSchema(itemSchema, key);
    // A key may have a default (a port's protocol); a key without value and default is left out.
    const value = item[key] ?? itemSchema?.properties?.[key]?.default ?? member?.default;
    return value === undefined ? [] : [[key, value] as const];
  });
  return `k:${JSON.stringify(Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1))))}`;
}
