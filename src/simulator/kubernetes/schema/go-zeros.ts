import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { layoutOf, messageName, type Member } from "./protobuf.js";
import { itemSchema, memberSchema, resolve, schemaOf } from "./schema.js";
import type { Schema } from "./schema-types.js";

/**
 * A body as Go writes it again: optional members that are no pointers are left out when they are empty (`data: {}`,
 * `hostNetwork: false`, `namespace: ""`), since `omitempty` cannot tell them from members that were not given. `type` is the
 * schema's name. What has no such member comes back as it is.
 */
export function withoutGoZeros(type: string, apiVersion: string, kind: string, body: JsonObject): JsonObject {
  return strip(messageName(apiVersion, kind), resolve(schemaOf(type)), body);
}

function strip(message: string, schema: Schema, object: JsonObject): JsonObject {
  const members = membersOf(message);
  let result = object;
  // A probe's time is no pointer, and Go writes it though it is null.
  if (members.get("lastProbeTime") === "=Time" && object["lastProbeTime"] === undefined)
    result = { ...object, lastProbeTime: null };
  for (const [key, value] of Object.entries(object)) {
    const type = members.get(key);
    const inner = memberSchema(schema, key);
    if (type === undefined || inner === undefined || value === undefined) continue;
    // An empty list of managers is not nothing: it ends all tracking.
    const isOptional = schema.required?.includes(key) !== true && key !== "managedFields";
    const stripped = isOptional && isGoZero(type, value) ? undefined : below(type, inner, value);
    if (stripped === value) continue;
    if (result === object) result = { ...object };
    if (stripped === undefined) Reflect.deleteProperty(result, key);
    else result[key] = stripped;
  }
  return result;
}

function below(type: string, schema: Schema, value: Json): Json {
  const inner = type.replace(/^[*[]+/, "");
  if (Array.isArray(value)) {
    const item = itemSchema(schema);
    if (item === undefined || !type.startsWith("[")) return value;
    const items = value.map((element) => (isObject(element) ? strip(inner, item, element) : element));
    return items.some((element, index) => element !== value[index]) ? items : value;
  }
  return isObject(value) && !type.startsWith("{") ? strip(inner, schema, value) : value;
}

function isGoZero(type: string, value: Json): boolean {
  if (type.startsWith("[")) return Array.isArray(value) && value.length === 0;
  if (type.startsWith("{")) return isObject(value) && Object.keys(value).length === 0;
  if (type === "s" || type === "b") return value === "";
  if (type === "i" || type === "d") return value === 0;
  return type === "?" && value === false;
}

const known = new Map<string, ReadonlyMap<string, string>>();

/** Types of the members by their names in JSON, those of embedded structs among them. */
function membersOf(message: string): ReadonlyMap<string, string> {
  const found = known.get(message);
  if (found !== undefined) return found;
  const made = new Map([...layoutOf(message).values()].flatMap(flattened));
  known.set(message, made);
  return made;
}

const flattened = ({ name, type }: Member): (readonly [string, string])[] =>
  name === "" ? [...membersOf(type.replace(/^\*/, ""))] : [[name, type]];
