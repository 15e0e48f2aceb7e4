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
 * Removes what a manager applied before (`last`) and what neither he nor anybody else claims now: a member with all that is
 * below it, a list item whose key nobody claims. What is left empty stays.
 */
export function prune(
  schema: Schema | undefined,
  value: Json,
  last: FieldSet | undefined,
  claimed: FieldSet | undefined,
): Json {
  if (last === undefined || schema === undefined || isAtomic(schema, value)) return value;
  if (Array.isArray(value)) {
    const item = itemSchema(schema);
    return value.flatMap((element) => {
      const name = itemElement(schema, item, element);
      const below = last.children.get(name);
      const claim = claimed?.children.get(name);
      if (below?.member === true && claim?.member !== true) return [];
      return [prune(item, element, below, claim)];
    });
  }
  if (!isObject(value)) return value;
  const result: JsonObject = {};
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    const below = last.children.get(`f:${key}`);
    const claim = claimed?.children.get(`f:${key}`);
    const isDropped = below?.isEmpty() === false && (claim === undefined || claim.isEmpty());
    if (!isDropped) result[key] = prune(memberSchema(schema, key), member, below, claim);
  }
  return result;
}
