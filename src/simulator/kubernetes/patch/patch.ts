import { applyPatch, type Operation } from "rfc6902";
import { badRequest, StatusError } from "../api/status-error.js";
import { isObject, without, type Json, type JsonObject } from "../objects/json.js";
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
export function patched(type: string, object: JsonObject, patchType: PatchType, patch: unknown): JsonObject {
  switch (patchType) {
    case "application/json-patch+json":
      return jsonPatched(object, patch);
    case "application/merge-patch+json":
      return mergePatched(object, objectPatch(patch));
    case "application/strategic-merge-patch+json":
      return strategicMerge(resolve(schemaOf(type)), object, objectPatch(patch));
  }
}

function objectPatch(patch: unknown): JsonObject {
  if (!isObject(patch)) throw badRequest("error decoding patch: json: cannot unmarshal into map[string]interface {}");
  return patch;
}

function jsonPatched(object: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isOperation))
    throw badRequest("error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
  const result = structuredClone(object);
  const failed = applyPatch(result, patch).find((error) => error !== null);
  // The texts of a failed operation are those of the library used here.
  if (failed !== undefined)
    throw new StatusError(422, "Invalid", `the server rejected our request due to an error in our request`, {
      causes: [{ reason: failed.name, message: failed.message, field: "" }],
    });
  return result;
}

const operations = ["add", "remove", "replace", "move", "copy", "test"];

function isOperation(value: unknown): value is Operation {
  return (
    isObject(value) &&
    typeof value["op"] === "string" &&
    operations.includes(value["op"]) &&
    typeof value["path"] === "string"
  );
}

/** RFC 7396. */
function mergePatched(target: Json | undefined, patch: JsonObject): JsonObject {
  let result: JsonObject = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result = without(result, key);
    else if (isObject(value)) result[key] = mergePatched(result[key], value);
    else if (value !== undefined) result[key] = value;
  }
  return result;
}
