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
  for (const { keys, value } of hiddenOn(rows, Math.floor(timeMs / dayMs), isPreview(apiVersion)))
    shown = without(shown, keys, value);
  return shown;
}

interface Hidden {
  readonly keys: readonly string[];
  readonly value: HistoryRow["value"];
}

const dayMs = 86_400_000;
/** By rows and kind of api-version: what was worked out last, which holds for a whole day. */
const worked = new Map<readonly HistoryRow[], Map<boolean, { readonly day: number; readonly hidden: Hidden[] }>>();

function hiddenOn(rows: readonly HistoryRow[], today: number, asPreview: boolean): readonly Hidden[] {
  const ofRows = worked.get(rows) ?? new Map<boolean, { day: number; hidden: Hidden[] }>();
  worked.set(rows, ofRows);
  const known = ofRows.get(asPreview);
  if (known?.day === today) return known.hidden;
  const hidden = rows
    .filter(({ preview, stable }) => !isShown(asPreview ? preview : stable, today))
    .map(({ path, value }) => ({
      keys: path.startsWith("/") ? [path.slice(1)] : ["properties", ...path.split(".")],
      value,
    }));
  ofRows.set(asPreview, { day: today, hidden });
  return hidden;
}

/** Both as days since 1970. */
function isShown(since: Since | undefined, today: number): boolean {
  if (since === undefined) return true;
  return since !== "never" && Date.parse(`${since}T00:00:00Z`) / dayMs <= today;
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
