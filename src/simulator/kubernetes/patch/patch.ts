import { applyPatch, type Operation } from "rfc6902";
import { badRequest, StatusError } from "../api/status-error.js";
import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { resolve, schemaOf } from "../schema/schema.js";
import { strategicMerge } from "./strategic-merge.js";

/** Media types of a patch that is not a server-side apply. */
export const patchTypes = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
] as const;
export type PatchType = (typeof patchTypes)[number];

/** The object of the given type (its full schema name) after a patch. */
export function patched(type: string, object: JsonObject, patchType: PatchType, patch: Json): JsonObject {
  switch (patchType) {
    case "application/json-patch+json":
      return jsonPatched(object, patch);
    case "application/merge-patch+json":
      return mergePatched(object, objectPatch(patch, "error decoding patch: "));
    case "application/strategic-merge-patch+json":
      return strategicMerge(resolve(schemaOf(type)), object, objectPatch(patch, ""));
  }
}

function objectPatch(patch: Json, prefix: string): JsonObject {
  if (isObject(patch)) return patch;
  throw badRequest(`${prefix}json: cannot unmarshal ${jsonType(patch)} into Go value of type map[string]interface {}`);
}

const jsonType = (value: Json) =>
  Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : value === null ? "null" : typeof value;

function jsonPatched(object: JsonObject, patch: Json): JsonObject {
  if (!Array.isArray(patch))
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${jsonType(patch)} into Go value of type []handlers.jsonPatchOp`,
    );
  const result = structuredClone(object);
  const operations = patch.filter((operation) => isOperation(operation));
  const isRefused = operations.length < patch.length || applyPatch(result, operations).some((error) => error !== null);
  if (isRefused)
    throw new StatusError(422, "Invalid", "the server rejected our request due to an error in our request", {});
  return inOrder(result);
}

const operationNames = ["add", "remove", "replace", "move", "copy", "test"];

function isOperation(value: unknown): value is Operation {
  return (
    isObject(value) &&
    typeof value["op"] === "string" &&
    operationNames.includes(value["op"]) &&
    typeof value["path"] === "string"
  );
}

/** RFC 7396. Members of what was patched come in the order of their names, as Go writes maps. */
function mergePatched(target: Json | undefined, patch: JsonObject): JsonObject {
  const result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) Reflect.deleteProperty(result, key);
    else if (isObject(value)) result[key] = mergePatched(result[key], value);
    else if (value !== undefined) result[key] = value;
  }
  return inOrder(result);
}

const inOrder = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
