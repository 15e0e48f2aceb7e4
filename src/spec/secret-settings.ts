import { isJsonObject, type Json, type JsonObject } from "../json.js";

/** What is shown in the place of a setting's value that may be a secret. */
const mask = "***";

/** Names of properties that may hold a secret. Too many is no harm: it concerns what is shown, not what is sent. */
const secretName = /secret|password|token|key|credential/i;

/**
 * A word of a command line as it may be shown: the value of a `properties.PATH=VALUE`, alone or behind `--set=` or
 * `--set-pool=`, is masked where its path, or JSON in its value, names a secret. Other words stay as they are.
 */
export function maskWord(word: string): string {
  const [, flag = "", text = ""] = /^(--set(?:-pool)?=|(?=properties\.))([\s\S]*)$/.exec(word) ?? [];
  return text === "" ? word : flag + maskSetting(text);
}

/** A `PATH=VALUE` as it may be shown. */
export function maskSetting(text: string): string {
  const separator = text.indexOf("=");
  const value = text.slice(separator + 1);
  if (separator < 0 || /^(true|false|null)$/.test(value)) return text;
  const isSecret = secretName.test(text.slice(0, separator)) || (/^\s*[[{]/.test(value) && secretName.test(value));
  return isSecret ? text.slice(0, separator + 1) + mask : text;
}

/** An overlay as it may be shown: texts and numbers below a name of a secret are masked. */
export function maskOverlay(overlay: JsonObject): JsonObject {
  return maskObject(overlay, false);
}

function maskObject(object: JsonObject, isSecret: boolean): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, maskValue(value, isSecret || secretName.test(key))]),
  );
}

function maskValue(value: Json | undefined, isSecret: boolean): Json | undefined {
  if (isJsonObject(value)) return maskObject(value, isSecret);
  if (Array.isArray(value)) return value.map((one: Json) => maskValue(one, isSecret) ?? null);
  return isSecret && (typeof value === "string" || typeof value === "number") ? mask : value;
}
