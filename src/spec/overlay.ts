import { usageError } from "../errors.js";
import { isJsonObject, type Json, type JsonObject } from "../json.js";
import { maskSetting } from "./secret-settings.js";

/** Paths that have flags of their own, which `--set` would contradict. */
const guarded: Readonly<Record<string, string>> = {
  "properties.workloadRuntime": "--workload-runtime",
  "properties.osSKU": "--os-sku",
  "properties.osType": "no other than Linux",
  "properties.mode": "--sandbox-system-pool",
  "properties.vmSize": "--node-vm-size",
  "properties.count": "--node-count",
  "properties.minCount": "--min-count",
  "properties.maxCount": "--max-count",
  "properties.enableAutoScaling": "--enable-cluster-autoscaler",
  "properties.nodeLabels": "--labels",
  "properties.nodeTaints": "--node-taints",
  "properties.agentPoolProfiles": "the pool's own flags, and --set-pool",
  "properties.kubernetesVersion": "--kubernetes-version",
};

/**
 * The `properties.path=value` texts of `--set` and `--set-pool` as one object. A value that is JSON is taken as JSON,
 * any other as text; a dot inside a key is written `\.`.
 */
export function readOverlay(flag: string, texts: readonly string[]): JsonObject {
  return texts.reduce<JsonObject>((overlay, text) => {
    const separator = text.indexOf("=");
    const path = separator < 0 ? text : text.slice(0, separator);
    const keys = path.split(/(?<!\\)\./).map((key) => key.replaceAll("\\.", "."));
    if (separator < 0 || keys.length < 2 || keys.includes("") || keys[0] !== "properties") {
      throw usageError(
        "InvalidSet",
        `${flag} "${maskSetting(text)}" is not of the form properties.PATH=VALUE`,
        `for example: ${flag} properties.enableEncryptionAtHost=true`,
      );
    }
    const owner = Object.entries(guarded).find(([known]) => path === known || path.startsWith(`${known}.`));
    if (owner !== undefined) {
      throw usageError("SetHasFlag", `${flag} ${path} has a flag of its own`, `use ${owner[1]}`);
    }
    return layOver(overlay, nest(keys, readValue(text.slice(separator + 1))));
  }, {});
}

function readValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function nest(keys: readonly string[], value: Json): JsonObject {
  const [key = "", ...rest] = keys;
  return { [key]: rest.length === 0 ? value : nest(rest, value) };
}

/** `top` over `base`: objects are merged key by key, anything else of `top` replaces. */
export function layOver(base: JsonObject, top: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = { ...base };
  for (const [key, value] of Object.entries(top)) {
    const below = result[key];
    result[key] = isJsonObject(value) && isJsonObject(below) ? layOver(below, value) : value;
  }
  return result;
}
