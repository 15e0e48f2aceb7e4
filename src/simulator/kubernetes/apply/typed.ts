import { goValue } from "../objects/go-text.js";
import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { isOpaque, itemSchema, memberSchema, resolve, schemaOf } from "../schema/schema.js";
import type { Schema } from "../schema/schema-types.js";
import { printElement } from "./field-set.js";
import { isAtomic, itemElement } from "./list-elements.js";

/** What an applied configuration has that its type has not, in the words of structured-merge-diff; undefined for nothing. */
export function typedFaults(type: string, config: JsonObject): string | undefined {
  const faults: string[] = [];
  visit(resolve(schemaOf(type)), config, "", faults);
  if (faults.length === 0) return undefined;
  return faults.length === 1 ? faults[0] : ["errors:", ...faults.map((fault) => `  ${fault}`)].join("\n");
}

function visit(schema: Schema, value: Json | undefined, path: string, faults: string[]): void {
  if (value === null || value === undefined || isOpaque(schema)) return;
  const fail = (text: string) => faults.push(path === "" ? text : `${path}: ${text}`);
  if (schema.oneOf !== undefined) {
    if (typeof value === "object") fail(`expected any scalar, got &{${goValue(value)}}`);
  } else if (schema.type === "object") {
    if (isObject(value)) visitMap(schema, value, path, faults);
    else fail(`expected map, got &{${goValue(value)}}`);
  } else if (schema.type === "array") {
    if (Array.isArray(value)) visitList(schema, value, path, faults);
    else fail(`expected list, got &{${goValue(value)}}`);
  } else {
    const wrong = scalarFault(schema, value);
    if (wrong !== undefined) fail(wrong);
  }
}

function visitMap(schema: Schema, value: JsonObject, path: string, faults: string[]): void {
  for (const [key, member] of Object.entries(value)) {
    const inner = memberSchema(schema, key);
    if (inner === undefined) faults.push(`${path}.${key}: field not declared in schema`);
    else visit(inner, member, `${path}.${key}`, faults);
  }
}

function visitList(schema: Schema, value: Json[], path: string, faults: string[]): void {
  const item = itemSchema(schema);
  if (item === undefined) return;
  const keys = schema["x-kubernetes-list-map-keys"];
  const seen = new Set<string>();
  for (const [index, element] of value.entries()) {
    if (isAtomic(schema, value)) {
      visit(item, element, `${path}[${index}]`, faults);
      continue;
    }
    const name = itemElement(schema, item, element);
    if (keys !== undefined && name === "k:{}") {
      const shown = `[${keys.map((key) => JSON.stringify(key)).join(" ")}]`;
      faults.push(
        `${path}: element ${index}: associative list with keys has an element that omits all key fields ${shown} (and doesn't have default values for any key fields)`,
      );
      return;
    }
    const printed = printElement(name);
    if (seen.has(name)) faults.push(`${path}: duplicate entries for key ${printed}`);
    seen.add(name);
    visit(item, element, `${path}${printed}`, faults);
  }
}

function scalarFault(schema: Schema, value: Json): string | undefined {
  switch (schema.type) {
    case "integer":
    case "number":
      return typeof value === "number" ? undefined : `expected numeric (int or float), got ${goTypeOf(value)}`;
    case "string":
      return typeof value === "string"
        ? undefined
        : `expected string, got &value.valueUnstructured{Value:${goPrinted(value)}}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got &{${goValue(value)}}`;
    default:
      return undefined;
  }
}

const goPrinted = (value: Json) => (typeof value === "string" ? JSON.stringify(value) : goValue(value));

function goTypeOf(value: Json): string {
  if (Array.isArray(value)) return "[]interface {}";
  if (isObject(value)) return "map[string]interface {}";
  return typeof value === "boolean" ? "bool" : typeof value;
}
