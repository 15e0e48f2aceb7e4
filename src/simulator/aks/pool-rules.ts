import { gatewayError, providerError } from "../arm/errors.js";
import { booleanAt, numberAt, objectAt, textAt, textsAt, type JsonObject } from "../json.js";
import { labelKeyFaults, labelValueFaults } from "../kubernetes/validation/names.js";
import { invalid } from "./invalid.js";
import { checkRuntime } from "./kata-rules.js";
import { bySize, isAvailabilitySet, isVmPool } from "./vm-pool.js";
import { checkLocalDns } from "./local-dns.js";
import { checkSize, type SizeSurroundings } from "./size-rules.js";

export interface RuleSurroundings extends SizeSurroundings {
  readonly apiVersion: string;
  readonly timeMs: number;
  readonly isFeatureRegistered: (feature: string) => boolean;
}

/**
 * What AKS refuses about a pool before it does anything. `pool` is complete (defaults filled in). Texts marked "ours"
 * are not from a source; the codes beside them are.
 */
export function checkPool(name: string, pool: JsonObject, around: RuleSurroundings): void {
  if (!/^[a-z][a-z0-9]{0,11}$/.test(name)) {
    // Text: ours.
    throw invalid("agentPoolProfile.name", `agent pool name '${name}' must match ^[a-z][a-z0-9]{0,11}$`);
  }
  const isWindowsSku = textAt(pool, "osSKU").startsWith("Windows");
  if (pool["osType"] === "Windows") checkWindows(name, pool);
  else if (isWindowsSku) throw invalid("agentPoolProfile.osSKU", `'${textAt(pool, "osSKU")}' is no Linux`);
  checkCounts(pool, around.isNew);
  checkPlace(pool);
  checkLocalDns(pool["localDNSProfile"]);
  for (const { size } of bySize(pool, 1)) checkSize(name, { ...pool, vmSize: size }, around);
  checkTaintsAndLabels(pool);
  checkRuntime({ poolName: name, pool, ...around });
}

/** Rules: AKS documentation; texts: ours. */
function checkWindows(name: string, pool: JsonObject): void {
  if (name.length > 6)
    throw invalid("agentPoolProfile.name", `'${name}' of a Windows pool is longer than 6 characters`);
  const [mode, osSku] = [textAt(pool, "mode"), textAt(pool, "osSKU")];
  if (mode === "System") throw invalid("agentPoolProfile.osType", "a system node pool has to be a Linux pool");
  if (!osSku.startsWith("Windows")) throw invalid("agentPoolProfile.osSKU", `'${osSku}' is no Windows`);
}

function checkCounts(pool: JsonObject, isNew: boolean): void {
  const count = numberAt(pool, "count") ?? 1;
  const least = textAt(pool, "mode") === "System" ? 1 : 0;
  if (count < least || count > 1000) {
    throw invalid("agentPoolProfile.count", `count ${count} is not between ${least} and 1000`);
  }
  const maxPods = numberAt(pool, "maxPods") ?? 110;
  if (maxPods < 10 || maxPods > 250) throw invalid("agentPoolProfile.maxPods", `${maxPods} is not between 10 and 250`);
  if (!booleanAt(pool, "enableAutoScaling")) return;
  const min = numberAt(pool, "minCount");
  const max = numberAt(pool, "maxCount");
  // The count of a pool that is there may lie outside of new bounds (recorded 2023-06); of a new one: assumed that it may not.
  const isOutside = isNew && min !== undefined && max !== undefined && (count < min || count > max);
  if (min === undefined || max === undefined || min > max || isOutside) {
    throw invalid(
      "agentPoolProfile.minCount",
      `with the autoscaler on, minCount (${min ?? "not set"}) <= count (${count}) <= maxCount (${max ?? "not set"}) must hold`,
    );
  }
}

const subnetPattern =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+\/subnets\/[^/]+$/i;

function checkPlace(pool: JsonObject): void {
  const zones = pool["availabilityZones"];
  const isList = Array.isArray(zones) && zones.every((zone) => zone === "1" || zone === "2" || zone === "3");
  if (zones !== undefined && (!isList || new Set(zones).size !== zones.length)) {
    // Text: ours.
    const why = `${JSON.stringify(zones)} is no list of the zones "1", "2" and "3", each at most once`;
    throw invalid("agentPoolProfile.availabilityZones", why);
  }
  const subnet = pool["vnetSubnetID"];
  if (subnet !== undefined && (typeof subnet !== "string" || (subnet !== "" && !subnetPattern.test(subnet)))) {
    // Code: ARM's list of deployment errors; text: ours. Whether the subnet exists is not looked at.
    throw gatewayError(
      400,
      "LinkedInvalidPropertyId",
      `Property id ${JSON.stringify(subnet)} at path 'properties.vnetSubnetID' is invalid: it is not the resource id ` +
        `of a subnet.`,
    );
  }
}

/** Keys and values are Kubernetes', which takes no node with others; texts: ours. */
function isTaint(text: string): boolean {
  const [, key = "", value = ""] =
    /^([^=:]+)(?:=([^=:]*))?:(?:NoSchedule|PreferNoSchedule|NoExecute)$/.exec(text) ?? [];
  return [...labelKeyFaults(key), ...labelValueFaults(value)].length === 0;
}

function checkTaintsAndLabels(pool: JsonObject): void {
  // The recorded refusal was of a taint among the initialization taints.
  for (const taint of [...textsAt(pool, "nodeTaints"), ...textsAt(pool, "nodeInitializationTaints")]) {
    if (!isTaint(taint)) throw invalid("agentPoolProfile.nodeTaints", `'${taint}' is no taint`);
    const isAllowed = taint.startsWith("CriticalAddonsOnly") || taint.endsWith(":PreferNoSchedule");
    if (textAt(pool, "mode") === "System" && !isAllowed) {
      throw providerError(
        400,
        "SystemPoolHasRestrictedTaint",
        "Placing custom taints on system pool is not supported(except 'CriticalAddonsOnly' taint or taint effect is " +
          "'PreferNoSchedule'). Please refer to https://aka.ms/aks/system-taints for detail",
        { target: "agentPoolProfile.nodeTaints" },
      );
    }
  }
  const isSpot = textAt(pool, "scaleSetPriority") === "Spot";
  const labels = objectAt(pool, "nodeLabels");
  for (const key of Object.keys(labels)) {
    const value = textAt(labels, key);
    const [fault] = [...labelKeyFaults(key), ...labelValueFaults(value)];
    if (fault !== undefined) throw invalid("agentPoolProfile.nodeLabels", `'${key}=${value}' is no label: ${fault}`);
    if (isSpot && key === "kubernetes.azure.com/scalesetpriority") continue;
    // Reserved prefixes: AKS documentation; code: AKS error list; text: ours.
    if (/(^|\.)kubernetes\.(io|azure\.com)\//.test(key)) {
      throw providerError(400, "NodeLabelKeyNotAllowed", `The label key '${key}' has a reserved prefix.`, {
        target: "agentPoolProfile.nodeLabels",
      });
    }
  }
}

/** Properties that no PUT changes; `PropertyChangeNotAllowed` is AKS's generic refusal, its use for each of these assumed. */
export function checkUnchanged(before: JsonObject, after: JsonObject): void {
  const isMigration = isAvailabilitySet(before) && isVmPool(after);
  const kept = (pool: JsonObject, key: string) =>
    // The ordinary runtime is kept only where it was asked for.
    JSON.stringify(pool[key] ?? (key === "workloadRuntime" ? "OCIContainer" : undefined));
  for (const key of [
    "type",
    "vmSize",
    "workloadRuntime",
    "maxPods",
    "osDiskSizeGB",
    "osDiskType",
    "availabilityZones",
  ]) {
    // Single machines come in any size, and are what availability sets can be turned into (recorded 2025).
    if ((key === "vmSize" && isVmPool(after)) || (key === "type" && isMigration)) continue;
    if (kept(before, key) !== kept(after, key)) {
      throw providerError(400, "PropertyChangeNotAllowed", `Changing property 'properties.${key}' is not allowed.`, {
        target: `properties.${key}`,
      });
    }
  }
}
