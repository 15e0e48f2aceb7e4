import { isDeepStrictEqual } from "node:util";
import { notModelled, providerError } from "../arm/errors.js";
import { isObject, type Json, type JsonObject } from "../json.js";
import type { PropertyTable, Treatment } from "./modelled-properties.js";

/**
 * Refuses what the table does not let through: a name that no contract has with 400 (assumed: what AKS answers is not
 * known; the text says that it is ours), what AKS has and the local Azure does not model with 501. Names come first, for
 * they are wrong everywhere. `path` names the object in the messages; "" for a whole body.
 */
export function checkProperties(object: JsonObject, table: PropertyTable, path: string): void {
  const found = [...problems(object, table, path)];
  const first = found.find((problem) => problem.isWrong) ?? found[0];
  if (first === undefined) return;
  if (!first.isWrong) throw notModelled(first.text);
  throw providerError(
    400,
    "InvalidParameter",
    `The value of parameter ${first.path} is invalid. Error details: ${first.text} (this text is the local Azure's ` +
      `own; what AKS answers is not known)`,
    { target: first.path },
  );
}

interface Problem {
  readonly isWrong: boolean;
  readonly path: string;
  readonly text: string;
}

function* problems(object: JsonObject, { inside }: PropertyTable, path: string): Generator<Problem> {
  for (const [key, value] of Object.entries(object)) {
    const here = path === "" ? key : `${path}.${key}`;
    const treatment: Treatment | undefined = Object.hasOwn(inside, key) ? inside[key] : undefined;
    if (treatment === undefined) {
      yield { isWrong: true, path: here, text: "no contract from 2024-05-01 to 2026-05-02-preview has this property" };
    } else if (value === undefined || asksForNothing(value) || treatment === "kept" || treatment === "ignored") {
      continue;
    } else if (treatment === "refused") {
      yield { isWrong: false, path: here, text: here };
    } else if ("only" in treatment) {
      if (treatment.only.some((known) => isSame(known, value))) continue;
      const values = treatment.only.map((known) => JSON.stringify(known)).join(", ");
      yield { isWrong: false, path: here, text: `${here} ${JSON.stringify(value)}, only ${values}` };
    } else if (isObject(value)) {
      yield* problems(value, treatment, here);
    } else {
      yield { isWrong: true, path: here, text: `an object belongs here, not ${JSON.stringify(value)}` };
    }
  }
}

/** Nothing, off, or made of such: what clients send for settings that nobody chose (recorded). */
function asksForNothing(value: Json): boolean {
  if (value === null || value === false || value === "") return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.values(value).every((inner) => inner === undefined || isSwitchedOff(inner));
}

function isSwitchedOff(value: Json): boolean {
  return typeof value !== "string" && asksForNothing(value);
}

function isSame(known: Json, value: Json): boolean {
  if (typeof known === "string" && typeof value === "string") return known.toLowerCase() === value.toLowerCase();
  return isDeepStrictEqual(known, value);
}
