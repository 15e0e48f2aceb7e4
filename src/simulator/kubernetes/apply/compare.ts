import { equal, isObject, type Json } from "../objects/json.js";
import { itemSchema, memberSchema } from "../schema/schema.js";
import type { Schema } from "../schema/schema-types.js";
import { FieldSet } from "./field-set.js";
import { isAtomic, itemElement } from "./list-elements.js";

/** The fields that a value sets, as an applied configuration owns them. */
export function fieldSetOf(schema: Schema, value: Json): FieldSet {
  const set = new FieldSet();
  collect(schema, value, set);
  return set;
}

function collect(schema: Schema | undefined, value: Json, set: FieldSet): void {
  if (schema === undefined || isAtomic(schema, value)) {
    set.member = true;
  } else if (Array.isArray(value)) {
    const item = itemSchema(schema);
    for (const element of value) {
      const child = set.at(itemElement(schema, item, element));
      collect(item, element, child);
      child.member = true;
    }
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      if (member === undefined) continue;
      const child = set.at(`f:${key}`);
      collect(memberSchema(schema, key), member, child);
      // Members of a map belong to their owner as such; those of a struct only by what is in them.
      if (schema.properties?.[key] === undefined || (isObject(member) && Object.keys(member).length === 0))
        child.member = true;
    }
  }
}

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** Which fields differ between two states of an object. */
export function compare(schema: Schema, before: Json, after: Json): Comparison {
  const result = { added: new FieldSet(), modified: new FieldSet(), removed: new FieldSet() };
  walk(schema, before, after, result);
  return result;
}

function walk(schema: Schema | undefined, before: Json | undefined, after: Json | undefined, into: Comparison): void {
  // Null is a value: Go writes it for a time that is not set.
  const value = after === undefined ? before : after;
  if (value === undefined) return;
  if (before === undefined) into.added.member = true;
  else if (after === undefined) into.removed.member = true;
  if (schema === undefined || isAtomic(schema, value) || isAtomic(schema, before ?? value)) {
    const isLeafChange = before !== undefined && after !== undefined && !equal(before, after);
    if (isLeafChange) into.modified.member = true;
    return;
  }
  const item = Array.isArray(value) ? itemSchema(schema) : undefined;
  const left = childrenOf(schema, item, before);
  const right = childrenOf(schema, item, after);
  for (const element of new Set([...left.keys(), ...right.keys()])) {
    const below = {
      added: into.added.at(element),
      modified: into.modified.at(element),
      removed: into.removed.at(element),
    };
    const childSchema = item ?? memberSchema(schema, element.slice(2));
    walk(childSchema, left.get(element), right.get(element), below);
  }
}

function childrenOf(schema: Schema, item: Schema | undefined, value: Json | undefined): Map<string, Json> {
  if (Array.isArray(value)) return new Map(value.map((element) => [itemElement(schema, item, element), element]));
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[`f:${key}`, member]])),
  );
}
