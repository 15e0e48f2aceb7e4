import { badRequest } from "../api/status-error.js";
import { equal, isObject, without, type Json, type JsonObject } from "../objects/json.js";
import { itemSchema, memberSchema } from "../schema/schema.js";
import type { Schema } from "../schema/schema-types.js";

const orderPrefix = "$setElementOrder/";
const deletePrefix = "$deleteFromPrimitiveList/";

/**
 * Kubernetes' strategic merge patch: maps merge, lists merge by the key that the type declares, null removes.
 * Directives: `$patch: delete|replace`, `$setElementOrder/<list>`, `$deleteFromPrimitiveList/<list>`, `$retainKeys`.
 */
export function strategicMerge(schema: Schema | undefined, original: JsonObject, patch: JsonObject): JsonObject {
  if (patch["$patch"] === "replace") return withoutDirectives(patch);
  if (patch["$patch"] === "delete") return {};
  const retained = patch["$retainKeys"];
  let result: JsonObject = Array.isArray(retained)
    ? Object.fromEntries(Object.entries(original).filter(([key]) => retained.includes(key)))
    : { ...original };
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined || key === "$retainKeys" || key.startsWith(orderPrefix)) continue;
    if (key.startsWith(deletePrefix)) removeItems(result, key.slice(deletePrefix.length), value);
    else if (key.startsWith("$"))
      throw badRequest(`unrecognized directive ${JSON.stringify(key)} in a strategic merge patch`);
    else if (value === null) result = without(result, key);
    else {
      const member = schema === undefined ? undefined : memberSchema(schema, key);
      result[key] = mergeValue(member, result[key], value, patch[orderPrefix + key]);
    }
  }
  for (const [key, order] of Object.entries(patch)) {
    const name = key.slice(orderPrefix.length);
    const list = result[name];
    if (key.startsWith(orderPrefix) && Array.isArray(order) && Array.isArray(list) && patch[name] === undefined)
      result[name] = sortByOrder(schema === undefined ? undefined : memberSchema(schema, name), list, order);
  }
  return result;
}

function mergeValue(
  schema: Schema | undefined,
  original: Json | undefined,
  patch: Json,
  order: Json | undefined,
): Json {
  if (isObject(patch)) return strategicMerge(schema, isObject(original) ? original : {}, patch);
  if (!Array.isArray(patch) || schema?.["x-kubernetes-patch-strategy"]?.split(",").includes("merge") !== true)
    return Array.isArray(patch) ? patch.filter((item) => !isObject(item) || item["$patch"] === undefined) : patch;
  const merged = mergeLists(schema, Array.isArray(original) ? original : [], patch);
  return Array.isArray(order) ? sortByOrder(schema, merged, order) : merged;
}

function mergeLists(schema: Schema, original: Json[], patch: Json[]): Json[] {
  const key = schema["x-kubernetes-patch-merge-key"];
  if (key === undefined) return [...original, ...patch.filter((item) => !original.some((known) => equal(known, item)))];
  if (patch.some((item) => isObject(item) && item["$patch"] === "replace"))
    return patch.filter((item) => isObject(item) && item["$patch"] !== "replace");
  let result = [...original];
  for (const item of patch) {
    if (!isObject(item)) throw badRequest(`a list item of a strategic merge patch must be an object with ${key}`);
    const index = result.findIndex((known) => isObject(known) && equal(known[key], item[key]));
    const known = result[index];
    if (item["$patch"] === "delete") result = result.filter((_, at) => at !== index);
    else if (isObject(known)) result[index] = strategicMerge(itemSchema(schema), known, item);
    else result.push(strategicMerge(itemSchema(schema), {}, item));
  }
  return result;
}

/** Items that the order names come in that order; others keep their place behind their predecessor. */
function sortByOrder(schema: Schema | undefined, list: readonly Json[], order: readonly Json[]): Json[] {
  const key = schema?.["x-kubernetes-patch-merge-key"];
  const idOf = (item: Json) => (key !== undefined && isObject(item) ? item[key] : item);
  const rank = (item: Json) => order.findIndex((wanted) => equal(idOf(wanted), idOf(item)));
  const named = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b));
  return [...named, ...list.filter((item) => rank(item) < 0)];
}

function removeItems(target: JsonObject, name: string, items: Json): void {
  const list = target[name];
  if (Array.isArray(list) && Array.isArray(items))
    target[name] = list.filter((item) => !items.some((gone) => equal(gone, item)));
}

function withoutDirectives(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !key.startsWith("$")));
}
