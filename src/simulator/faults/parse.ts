import type { Fault, FaultName } from "./fault.js";
import { faultKeys, faultNames, type KeyKind } from "./fault-keys.js";
import { isObject } from "../json.js";

/** A fault that cannot be, with the reason in words for the one who asked for it. */
export class FaultError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "FaultError";
  }
}

/**
 * `NAME[,key=value...]`, as in `throttled,on=poll,times=3`. A comma belongs to a value unless `key=` follows it.
 * `times=always`: without end. Throws FaultError.
 */
export function parseFault(text: string): Fault {
  const [name = "", ...settings] = text.split(/,(?=\w+=)/);
  const given: Record<string, unknown> = { name: name.trim() };
  for (const setting of settings) {
    const cut = setting.indexOf("=");
    const [key, value] = [setting.slice(0, cut), setting.slice(cut + 1)];
    given[key] = /^-?\d+$/.test(value) ? Number(value) : value === "always" ? Infinity : value;
  }
  return checkFault(given);
}

/** A fault out of JSON (`{"name": "throttled", "on": "poll", "times": 3}`). Throws FaultError. */
export function checkFault(given: unknown): Fault {
  if (!isObject(given) || typeof given["name"] !== "string") throw new FaultError("a fault has a name");
  const { name, ...settings } = given;
  if (!isFaultName(name)) throw new FaultError(`no fault is called '${name}'; known are ${faultNames.join(", ")}`);
  const keys = faultKeys[name];
  for (const [key, value] of Object.entries(settings)) {
    const kind = Object.hasOwn(keys, key) ? keys[key] : undefined;
    if (kind === undefined) {
      throw new FaultError(`fault ${name} has no setting '${key}'; it takes ${Object.keys(keys).join(", ")}`);
    }
    if (!fits(kind, value))
      throw new FaultError(`${key} of fault ${name} is ${words(kind)}, not ${JSON.stringify(value)}`);
  }
  // The table has the settings of this very name, each checked above.
  return given as unknown as Fault;
}

function isFaultName(name: unknown): name is FaultName {
  return typeof name === "string" && Object.hasOwn(faultKeys, name);
}

function fits(kind: KeyKind, value: unknown): boolean {
  if (kind === "text") return typeof value === "string" && value !== "";
  if (kind === "signed") return Number.isSafeInteger(value);
  if (kind === "count") return value === Infinity || (Number.isSafeInteger(value) && Number(value) > 0);
  return kind.some((allowed) => allowed === value);
}

function words(kind: KeyKind): string {
  if (kind === "text") return "a text";
  if (kind === "signed") return "a whole number";
  return kind === "count" ? "a whole number above 0" : `one of ${kind.join(", ")}`;
}
