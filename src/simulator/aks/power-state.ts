import { objectAt, textAt, type JsonObject } from "../json.js";

/** Of a cluster or pool, by its properties: `Running`, `Stopped`, or "" where nothing is said. */
export function powerOf(properties: JsonObject): string {
  return textAt(objectAt(properties, "powerState"), "code");
}
