import { badRequest } from "../api/status-error.js";
import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { isQuantity } from "../objects/quantity.js";
import { isOpaque, itemSchema, memberSchema, resolve, schemaOf, typeName } from "./schema.js";
import type { Schema } from "./schema-types.js";

export interface CheckedBody {
  /** The body as the type knows it: unknown members and nulls left out. */
  readonly value: JsonObject;
  /** Paths of unknown members, such as `spec.containers[0].foo`. */
  readonly unknown: readonly string[];
}

/** Why a body is no object of its type, in the words of the decoder. */
export class DecodeError extends Error {}

/**
 * Reads a body as the named type. A member of the wrong type is refused with a 400 whose text is that of the API
 * server's Go decoder; unknown members are left out and reported.
 */
export function checkBody(type: string, apiVersion: string, kind: string, body: JsonObject): CheckedBody {
  try {
    return decodeBody(type, body);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw badRequest(
      `${kind} in version "${shortVersion(apiVersion)}" cannot be handled as a ${kind}: ${error.message}`,
    );
  }
}

/** Same; what does not fit is a DecodeError. `isConverted`: the text is that of Go's converter of unstructured objects. */
export function decodeBody(type: string, body: JsonObject, isConverted = false): CheckedBody {
  const unknown: string[] = [];
  const fail = (message: string): never => {
    throw new DecodeError(message);
  };
  const place = { struct: "", own: goName(type), path: "", at: "", unknown, isConverted, fail };
  const value = checkValue(resolve(schemaOf(type)), body, place);
  return { value: isObject(value) ? value : {}, unknown };
}

interface Place {
  /** Go name of the struct that holds the value, for the decoder's text. */
  readonly struct: string;
  /** Go name of the value's own type where it is a struct. */
  readonly own: string;
  /** Path without indexes and keys of maps, as the decoder prints it. */
  readonly path: string;
  /** Path with indexes, as strict decoding prints it. */
  readonly at: string;
  readonly unknown: string[];
  readonly isConverted: boolean;
  readonly fail: (message: string) => never;
}

function checkValue(schema: Schema, value: Json, place: Place): Json {
  if (isOpaque(schema)) return value;
  if (schema.oneOf !== undefined) return checkUnion(schema, value, place);
  switch (schema.type) {
    case "object":
      return isObject(value) ? checkObject(schema, value, place) : mismatch(schema, value, place);
    case "array":
      return Array.isArray(value) ? checkArray(schema, value, place) : mismatch(schema, value, place);
    case "integer":
      return typeof value === "number" && Number.isInteger(value) ? value : mismatch(schema, value, place);
    case "number":
    case "boolean":
      return typeof value === schema.type ? value : mismatch(schema, value, place);
    case "string":
      return typeof value === "string" ? checkString(schema, value, place) : mismatch(schema, value, place);
    default:
      return value;
  }
}

function checkObject(schema: Schema, value: JsonObject, place: Place): JsonObject {
  const result: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const at = place.at === "" ? key : `${place.at}.${key}`;
    const member = memberSchema(schema, key);
    if (member === undefined) place.unknown.push(at);
    else if (item !== null && item !== undefined) {
      const { properties = {} } = schema;
      const declared = Object.hasOwn(properties, key) ? properties[key] : undefined;
      const name = declared === undefined ? undefined : typeName(declared);
      const own = name !== undefined && member.properties !== undefined ? goName(name) : "";
      const struct = place.own === "" ? place.struct : place.own;
      const path = declared === undefined ? place.path : place.path === "" ? key : `${place.path}.${key}`;
      result[key] = checkValue(member, item, { ...place, struct, own, path, at });
    }
  }
  return result;
}

function checkArray(schema: Schema, value: Json[], place: Place): Json[] {
  const item = itemSchema(schema);
  if (item === undefined) return value;
  const name = schema.items === undefined ? undefined : typeName(schema.items);
  const own = name === undefined || item.properties === undefined ? "" : goName(name);
  return value.map((element, index) => checkValue(item, element, { ...place, own, at: `${place.at}[${index}]` }));
}

function checkUnion(schema: Schema, value: Json, place: Place): Json {
  if (typeof value !== "string" && typeof value !== "number") return mismatch(schema, value, place);
  if (schema.format === "int-or-string") return value;
  if (!isQuantity(String(value)))
    place.fail("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
  return String(value);
}

function checkString(schema: Schema, value: string, place: Place): string {
  if (schema.format === "date-time" && Number.isNaN(Date.parse(value)))
    place.fail(
      `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
    );
  if (schema.format === "byte") {
    const at = corruptByte(value);
    if (at !== undefined) place.fail(`illegal base64 data at input byte ${at}`);
  }
  return value;
}

/** Where Go's decoder would give up on a text that is not base64; line ends are skipped. */
function corruptByte(text: string): number | undefined {
  const bare = text.replace(/[\r\n]/g, "");
  if (/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(bare)) return undefined;
  const bad = /[^A-Za-z0-9+/]/.exec(bare)?.index;
  return bad ?? bare.length - (bare.length % 4);
}

function mismatch(schema: Schema, value: Json, place: Place): never {
  if (place.isConverted) return place.fail(convertedText(schema, value, place));
  const got = Array.isArray(value)
    ? "array"
    : typeof value === "number"
      ? schema.type === "integer"
        ? `number ${value}`
        : "number"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
  const where = place.path === "" ? "Go value" : `Go struct field ${place.struct}.${place.path}`;
  return place.fail(`json: cannot unmarshal ${got} into ${where} of type ${goType(schema, place)}`);
}

/** The words of `runtime.DefaultUnstructuredConverter`, through which a strategic merge patch goes. */
function convertedText(schema: Schema, value: Json, place: Place): string {
  const number = Number.isInteger(value) ? "int64" : "float64";
  const scalar = typeof value === "boolean" ? "bool" : typeof value === "number" ? number : "string";
  const kind = Array.isArray(value) ? "slice" : isObject(value) ? "map" : scalar;
  if (schema.type === "array") return `cannot restore slice from ${kind}`;
  if (schema.type === "object")
    return schema.additionalProperties === undefined
      ? `cannot restore struct from: ${kind}`
      : `cannot restore map from ${kind}`;
  const full = kind === "slice" ? "[]interface {}" : kind === "map" ? "map[string]interface {}" : kind;
  return `cannot convert ${full} to ${goType(schema, place)}`;
}

function goType(schema: Schema, place: Place): string {
  switch (schema.type) {
    case "integer":
      return schema.format ?? "int64";
    case "boolean":
      return "bool";
    case "array": {
      const name = schema.items === undefined ? undefined : typeName(schema.items);
      return `[]${name === undefined ? "string" : `v1.${goName(name)}`}`;
    }
    case "object":
      return schema.additionalProperties === undefined ? `v1.${place.own}` : "map[string]string";
    default:
      return schema.type ?? "string";
  }
}

const goName = (type: string) => type.slice(type.lastIndexOf(".") + 1);
const shortVersion = (apiVersion: string) => apiVersion.slice(apiVersion.indexOf("/") + 1);
