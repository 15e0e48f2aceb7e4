import { booleanAt, numberAt, objectAt, textAt, textsAt, type JsonObject } from "../json.js";
import { compareMinor } from "./versions.js";
import { findVmSize, vmSizeNames } from "./vm-sizes.js";
import { isKataRuntime } from "./pool-defaults.js";
import { isPreview } from "./contract/contract.js";
import { gatewayError, notModelled, providerError } from "../arm/errors.js";

export interface RuleSurroundings {
  readonly apiVersion: string;
  readonly location: string;
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
  checkSize(pool, around);
  checkCounts(pool);
  checkPlace(pool);
  checkTaintsAndLabels(pool);
  checkRuntime(name, pool, around);
}

function checkSize(pool: JsonObject, { location }: RuleSurroundings): void {
  const size = textAt(pool, "vmSize");
  const found = findVmSize(size);
  if (found === undefined) {
    throw providerError(
      400,
      "BadRequest",
      `The VM size of ${size} is not allowed in your subscription in location '${location}'. The available VM sizes ` +
        `are '${vmSizeNames().join(",").toLowerCase()}'`,
    );
  }
  const isTooSmall = found.vcpus < 2 || found.memoryMib < 4096 || found.name.startsWith("Standard_B");
  if (textAt(pool, "mode") === "System" && isTooSmall) {
    // Code: AKS error list; rule: AKS documentation (2 vCPUs, 4 GB, no B series); text: ours.
    throw providerError(400, "SystemPoolSkuTooLow", `The VM size ${size} is too small for a system node pool.`, {
      target: "agentPoolProfile.vmSize",
    });
  }
}

function checkCounts(pool: JsonObject): void {
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
  if (min === undefined || max === undefined || min > max || count < min || count > max) {
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

const taintPattern = /^[A-Za-z0-9][\w./-]*(=[\w.-]*)?:(NoSchedule|PreferNoSchedule|NoExecute)$/;

function checkTaintsAndLabels(pool: JsonObject): void {
  for (const taint of textsAt(pool, "nodeTaints")) {
    if (!taintPattern.test(taint)) throw invalid("agentPoolProfile.nodeTaints", `'${taint}' is no taint`);
    const isAllowed = taint.startsWith("CriticalAddonsOnly") || taint.endsWith(":PreferNoSchedule");
    if (textAt(pool, "mode") === "System" && !isAllowed) {
      // Recorded 2025-04-10.
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
  for (const key of Object.keys(objectAt(pool, "nodeLabels"))) {
    if (isSpot && key === "kubernetes.azure.com/scalesetpriority") continue;
    // Reserved prefixes: AKS documentation; code: AKS error list; text: ours.
    if (/(^|\.)kubernetes\.(io|azure\.com)\//.test(key)) {
      throw providerError(400, "NodeLabelKeyNotAllowed", `The label key '${key}' has a reserved prefix.`, {
        target: "agentPoolProfile.nodeLabels",
      });
    }
  }
}

function checkRuntime(name: string, pool: JsonObject, around: RuleSurroundings): void {
  const runtime = textAt(pool, "workloadRuntime");
  if (runtime === "OCIContainer") return;
  if (runtime === "WasmWasi") {
    // Text read up to the dots.
    throw runtimeError(
      `The agent pool ${name} has a deprecated workload runtime WasmWasi. For more information, see ` +
        `https://aka.ms/aks/wasi-retirement`,
    );
  }
  if (runtime === "KataCcIsolation") throw notModelled("Confidential Containers (KataCcIsolation)");
  const isKnown = isKataRuntime(runtime) && (runtime !== "KataMshvVmIsolation" || isPreview(around.apiVersion));
  // Assumed: whether a stable version takes the old name is not known.
  if (!isKnown) throw invalid("agentPoolProfile.workloadRuntime", `'${runtime}' is not known to ${around.apiVersion}`);
  if (runtime === "KataMshvVmIsolation" && !around.isFeatureRegistered("KataVMIsolationPreview")) {
    throw providerError(
      400,
      "PreviewFeatureNotRegistered",
      "Preview feature Microsoft.ContainerService/KataVMIsolationPreview not registered.",
    );
  }
  if (findVmSize(textAt(pool, "vmSize"))?.kata !== true) {
    throw runtimeError(
      `Kata: "${runtime}" has to be used with vm size that supports nested virtualization. ` +
        `See https://aka.ms/aks/podsandbox for details.`,
    );
  }
  checkKataSettings(runtime, pool);
}

/** The rules are documented (or in the release notes), their texts are ours. */
function checkKataSettings(runtime: string, pool: JsonObject): void {
  const refuse = (condition: boolean, why: string) => {
    if (condition) throw runtimeError(`Kata: "${runtime}" ${why}. See https://aka.ms/aks/podsandbox for details.`);
  };
  const osSku = textAt(pool, "osSKU");
  if (osSku === "AzureLinux3") throw notModelled("Kata with AzureLinux3 (whether AKS takes it is not known)");
  refuse(
    !["AzureLinux", "Mariner", "CBLMariner"].includes(osSku),
    `has to be used with osSKU AzureLinux, not ${osSku}`,
  );
  refuse(compareMinor(textAt(pool, "currentOrchestratorVersion"), "1.27") < 0, "needs Kubernetes 1.27 or newer");
  refuse(booleanAt(pool, "enableFIPS"), "cannot be combined with FIPS");
  refuse(
    booleanAt(objectAt(pool, "artifactStreamingProfile"), "enabled"),
    "cannot be combined with Artifact Streaming",
  );
  const security = objectAt(pool, "securityProfile");
  const isTrusted = booleanAt(security, "enableVTPM") || booleanAt(security, "enableSecureBoot");
  refuse(isTrusted, "cannot be combined with Trusted Launch");
}

/** Properties that no PUT changes; `PropertyChangeNotAllowed` is AKS's generic refusal, its use for each of these assumed. */
export function checkUnchanged(before: JsonObject, after: JsonObject): void {
  for (const key of ["vmSize", "workloadRuntime", "maxPods", "osDiskSizeGB", "osDiskType", "availabilityZones"]) {
    if (JSON.stringify(before[key]) !== JSON.stringify(after[key])) {
      throw providerError(400, "PropertyChangeNotAllowed", `Changing property 'properties.${key}' is not allowed.`, {
        target: `properties.${key}`,
      });
    }
  }
}

function runtimeError(message: string) {
  return providerError(400, "InvalidWorkloadRuntimeSettingError", message, {
    target: "agentPoolProfile.workloadRuntime",
  });
}

export function invalid(target: string, why: string) {
  return providerError(400, "InvalidParameter", `The value of parameter ${target} is invalid. Error details: ${why}`, {
    target,
  });
}
