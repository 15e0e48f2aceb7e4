import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { itemSchema, memberSchema, resolve, schemaOf } from "./schema.js";
import type { Schema } from "./schema-types.js";

/**
 * An object as the server's Go types hold it: a required text, number or flag that a client left out is there with its
 * zero, so that the checks find an empty name and not none at all. What lacks nothing comes back as it is.
 */
export function withZeros<Value extends JsonObject>(type: string, object: Value): Value {
  return filled(resolve(schemaOf(type)), object) as Value;
}

function filled(schema: Schema, value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) {
    const item = itemSchema(schema);
    if (item === undefined) return value;
    const items = value.map((element) => filled(item, element) ?? null);
    return items.some((element, index) => element !== value[index]) ? items : value;
  }
  if (!isObject(value)) return value;
  const changes: [string, Json][] = [];
  for (const [key, member] of Object.entries(value)) {
    const inner = memberSchema(schema, key);
    const full = inner === undefined ? member : filled(inner, member);
    if (full !== undefined && full !== member) changes.push([key, full]);
  }
  for (const key of schema.required ?? []) {
    const zero = Object.hasOwn(value, key) ? undefined : schema.properties?.[key]?.default;
    if (zero !== undefined && typeof zero !== "object") changes.push([key, zero]);
  }
  return changes.length === 0 ? value : { ...value, ...Object.fromEntries(changes) };
}
