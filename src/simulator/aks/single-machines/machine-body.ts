import { compact, isObject, objectAt, type Json, type JsonObject } from "../../json.js";

/** Where a machine's property stands, and what a pool calls it: contracts of 2025-09-02-preview and later previews. */
const names: readonly (readonly [section: string, key: string, poolKey: string])[] = [
  ["network", "enableNodePublicIP", "enableNodePublicIP"],
  ["network", "nodePublicIPPrefixID", "nodePublicIPPrefixID"],
  ["network", "podSubnetID", "podSubnetID"],
  ["network", "vnetSubnetID", "vnetSubnetID"],
  ["hardware", "vmSize", "vmSize"],
  ["hardware", "gpuInstanceProfile", "gpuInstanceProfile"],
  ["hardware", "gpuProfile", "gpuProfile"],
  ["hardware", "ultraSsdEnabled", "enableUltraSSD"],
  ["operatingSystem", "osType", "osType"],
  ["operatingSystem", "osSKU", "osSKU"],
  ["operatingSystem", "osDiskSizeGB", "osDiskSizeGB"],
  ["operatingSystem", "osDiskType", "osDiskType"],
  ["operatingSystem", "enableFIPS", "enableFIPS"],
  ["kubernetes", "nodeLabels", "nodeLabels"],
  ["kubernetes", "orchestratorVersion", "orchestratorVersion"],
  ["kubernetes", "kubeletDiskType", "kubeletDiskType"],
  ["kubernetes", "kubeletConfig", "kubeletConfig"],
  ["kubernetes", "nodeTaints", "nodeTaints"],
  ["kubernetes", "nodeInitializationTaints", "nodeInitializationTaints"],
  ["kubernetes", "maxPods", "maxPods"],
  ["kubernetes", "workloadRuntime", "workloadRuntime"],
  ["kubernetes", "artifactStreamingProfile", "artifactStreamingProfile"],
  ["security", "enableEncryptionAtHost", "enableEncryptionAtHost"],
  ["billing", "spotMaxPrice", "spotMaxPrice"],
];

/** Outside of a section. */
const topNames: readonly (readonly [key: string, poolKey: string])[] = [
  ["mode", "mode"],
  ["priority", "scaleSetPriority"],
  ["evictionPolicy", "scaleSetEvictionPolicy"],
  ["localDNSProfile", "localDNSProfile"],
  ["tags", "tags"],
  ["security", "securityProfile"],
];

/** What a machine's body asks for, as a pool's properties. `body` as received. */
export function asPool(body: JsonObject): JsonObject {
  const properties = objectAt(body, "properties");
  return compact({
    ...Object.fromEntries(names.map(([section, key, poolKey]) => [poolKey, objectAt(properties, section)[key]])),
    ...Object.fromEntries(topNames.map(([key, poolKey]) => [poolKey, properties[key]])),
    availabilityZones: body["zones"],
  });
}

/** A body's sections over those of before: an omitted property stays as it was (assumed, as of pools). */
export function mergedSections(before: JsonObject, body: JsonObject): JsonObject {
  const merge = ([key, sent]: readonly [string, Json | undefined]) => {
    const had = before[key];
    return [key, isObject(sent) && isObject(had) && key !== "tags" ? { ...had, ...sent } : sent] as const;
  };
  return { ...before, ...Object.fromEntries(Object.entries(objectAt(body, "properties")).map(merge)) };
}

/** Shown where they were sent alone: what the service fills in was not recorded. */
const shownAsSent: ReadonlySet<string> = new Set(["ultraSsdEnabled", "enableEncryptionAtHost"]);

/** A section of a machine as it is shown: what was sent, and in place of it what was made of it. */
export function shownSection(section: string, sections: JsonObject, pool: JsonObject): JsonObject {
  const filled = names.filter(([of, key]) => of === section && !shownAsSent.has(key));
  return compact({
    ...objectAt(sections, section),
    ...Object.fromEntries(filled.map(([, key, poolKey]) => [key, pool[poolKey]])),
  });
}
