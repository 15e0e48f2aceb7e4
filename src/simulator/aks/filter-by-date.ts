import { isDeepStrictEqual } from "node:util";
import { isObject, objectAt, type JsonObject } from "../json.js";
import { isPreview } from "./contract/contract.js";
import { clusterHistory, poolHistory, type HistoryRow, type Since } from "./service-history.js";

/** A resource without what the service did not yet (or no longer) show at that time. */
export function clusterAsOf(timeMs: number, apiVersion: string, resource: JsonObject): JsonObject {
  return filter(clusterHistory, timeMs, apiVersion, resource);
}

/** The same for a pool's properties. */
export function poolAsOf(timeMs: number, apiVersion: string, properties: JsonObject): JsonObject {
  return objectAt(filter(poolHistory, timeMs, apiVersion, { properties }), "properties");
}

function filter(rows: readonly HistoryRow[], timeMs: number, apiVersion: string, resource: JsonObject): JsonObject {
  let shown = resource;
  for (const { path, preview, stable, value } of rows) {
    if (isShown(isPreview(apiVersion) ? preview : stable, timeMs)) continue;
    const keys = path.startsWith("/") ? [path.slice(1)] : ["properties", ...path.split(".")];
    shown = without(shown, keys, value);
  }
  return shown;
}

const days = new Map<string, number>();

function isShown(since: Since | undefined, timeMs: number): boolean {
  if (since === undefined) return true;
  return since !== "never" && day(since) <= timeMs;
}

function day(text: string): number {
  const known = days.get(text) ?? Date.parse(`${text}T00:00:00Z`);
  days.set(text, known);
  return known;
}

/** A copy without what stands at a path, if there is anything and it is `value` (undefined: whatever it is). */
function without(object: JsonObject, [key = "", ...rest]: readonly string[], value: HistoryRow["value"]): JsonObject {
  const inner = object[key];
  if (inner === undefined) return object;
  if (rest.length > 0) return isObject(inner) ? { ...object, [key]: without(inner, rest, value) } : object;
  if (value !== undefined && !isDeepStrictEqual(inner, value)) return object;
  const { [key]: _, ...others } = object;
  return others;
}
