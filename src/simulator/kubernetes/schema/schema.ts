import type { Schema } from "./schema-types.js";
import { schemas } from "./schema-data.js";

const prefix = "#/components/schemas/";
const resolved = new WeakMap<Schema, Schema>();

/** The schema of a Kubernetes type by its full name, such as `io.k8s.api.core.v1.Pod`. */
export function schemaOf(name: string): Schema {
  const schema = Object.hasOwn(schemas, name) ? schemas[name] : undefined;
  if (schema === undefined) throw new Error(`the simulator has no schema for ${name}`);
  return schema;
}

/** Full name of the type that a schema refers to by `$ref` or by the one-element `allOf` that carries a default. */
export function typeName(schema: Schema): string | undefined {
  const reference = schema.$ref ?? (schema.allOf?.length === 1 ? schema.allOf[0]?.$ref : undefined);
  return reference?.slice(prefix.length);
}

/** The type behind a reference, with the extensions of the referring schema laid over it. */
export function resolve(schema: Schema): Schema {
  const name = typeName(schema);
  if (name === undefined) return schema;
  const known = resolved.get(schema);
  if (known !== undefined) return known;
  const { $ref: _ref, allOf: _allOf, ...own } = schema;
  const result = { ...resolve(schemaOf(name)), ...own };
  resolved.set(schema, result);
  return result;
}

/** Schema of a member: a named property, else what the type says of any member; undefined when it knows neither. */
export function memberSchema(schema: Schema, key: string): Schema | undefined {
  const { properties = {} } = schema;
  const found = (Object.hasOwn(properties, key) ? properties[key] : undefined) ?? schema.additionalProperties;
  return found === undefined ? undefined : resolve(found);
}

export function itemSchema(schema: Schema): Schema | undefined {
  return schema.items === undefined ? undefined : resolve(schema.items);
}

/** A type that says nothing of its members holds anything (`FieldsV1`, raw JSON). */
export function isOpaque(schema: Schema): boolean {
  return (
    schema.properties === undefined &&
    schema.additionalProperties === undefined &&
    schema.items === undefined &&
    schema.oneOf === undefined &&
    (schema.type === "object" || schema.type === undefined)
  );
}
