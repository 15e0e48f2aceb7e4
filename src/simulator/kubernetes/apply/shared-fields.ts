import { isObject, type Json, type JsonObject } from "../objects/json.js";

/** Of so many different parts one copy each is kept at hand; past that they are forgotten, and shared anew. */
const mostParts = 2_000;
const parts = new Map<string, Json>();

/**
 * The same fields, their members (`f:metadata`, `f:spec`, `f:status`) taken from an equal set of fields where there was
 * one: the nodes of a thousand pools own the same fields, which would be most of what they take of the memory. They are
 * frozen, for they belong to many objects.
 */
export function sharedFields(fields: JsonObject): { [key: string]: Json } {
  const result: { [key: string]: Json } = {};
  for (const [element, below] of Object.entries(fields)) if (below !== undefined) result[element] = shared(below);
  return result;
}

function shared(part: Json): Json {
  const text = JSON.stringify(part);
  const known = parts.get(text);
  if (known !== undefined) return known;
  if (parts.size >= mostParts) parts.clear();
  freeze(part);
  parts.set(text, part);
  return part;
}

function freeze(value: Json): void {
  if (isObject(value)) for (const below of Object.values(value)) if (below !== undefined) freeze(below);
  Object.freeze(value);
}
