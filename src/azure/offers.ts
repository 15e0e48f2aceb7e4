import { isJsonObject, jsonAt, numberAt, stringAt, listOf, textsOf } from "../json.js";
import type { ArmClient } from "./arm-client.js";
import type { KubernetesVersion, Offers, Usage, VmSize } from "./azure.js";
import { listAllPages } from "./pages.js";

/** The api-versions that @azure/arm-compute 24.1.0 uses. */
const skusVersion = "2021-07-01";
const usagesVersion = "2024-11-01";
const containerServiceVersion = "2025-10-01";

/** Three lists: @azure/arm-compute is 26 MB and more. */
export function createOffers(arm: ArmClient): Offers {
  const subscription = `/subscriptions/${arm.subscriptionId}/providers`;
  return {
    async vmSizes(location, signal) {
      // The service filters by location alone (REST reference of Resource Skus).
      const filter = encodeURIComponent(`location eq '${location}'`);
      const path = `${subscription}/Microsoft.Compute/skus?api-version=${skusVersion}&%24filter=${filter}`;
      const skus = await listAllPages(arm, path, signal);
      return skus
        .filter((sku) => stringAt(sku, "resourceType") === "virtualMachines")
        .map((sku) => toVmSize(sku, location));
    },
    async usages(location, signal) {
      const path = `${subscription}/Microsoft.Compute/locations/${encodeURIComponent(location)}/usages?api-version=${usagesVersion}`;
      return (await listAllPages(arm, path, signal)).map(toUsage);
    },
    async kubernetesVersions(location, signal) {
      const path = `${subscription}/Microsoft.ContainerService/locations/${encodeURIComponent(location)}/kubernetesVersions?api-version=${containerServiceVersion}`;
      const { body } = await arm.send("GET", path, signal);
      return listOf(jsonAt(body, "values")).map(toVersion);
    },
  };
}

function toVmSize(sku: unknown, location: string): VmSize {
  const capability = (name: string) =>
    listOf(jsonAt(sku, "capabilities"))
      .filter((each) => stringAt(each, "name") === name)
      .map((each) => stringAt(each, "value") ?? "")[0];
  const info = listOf(jsonAt(sku, "locationInfo")).find(
    (each) => stringAt(each, "location")?.toLowerCase() === location.toLowerCase(),
  );
  const restrictions = listOf(jsonAt(sku, "restrictions"));
  const ofType = (type: string) => restrictions.filter((each) => stringAt(each, "type") === type);
  const nested = capability("NestedVirtualization");
  return {
    name: stringAt(sku, "name") ?? "",
    family: stringAt(sku, "family") ?? "",
    vcpus: Number(capability("vCPUs") ?? 0),
    memoryGb: Number(capability("MemoryGB") ?? 0),
    generations: (capability("HyperVGenerations") ?? "").split(",").filter((each) => each !== ""),
    cpu: capability("CpuArchitectureType") ?? "x64",
    zones: textsOf(jsonAt(info, "zones")),
    isRestricted: ofType("Location").length > 0,
    restrictedZones: ofType("Zone").flatMap((each) => textsOf(jsonAt(each, "restrictionInfo", "zones"))),
    restrictionReason: restrictions.map((each) => stringAt(each, "reasonCode"))[0],
    nestedVirtualization: nested === undefined ? undefined : nested.toLowerCase() === "true",
  };
}

function toUsage(usage: unknown): Usage {
  return {
    name: stringAt(usage, "name", "value") ?? "",
    current: figure(usage, "currentValue"),
    limit: figure(usage, "limit"),
  };
}

/** Some api-versions of the Compute service write figures as texts. */
function figure(usage: unknown, key: string): number {
  return numberAt(usage, key) ?? Number(stringAt(usage, key) ?? 0);
}

function toVersion(version: unknown): KubernetesVersion {
  const patches = jsonAt(version, "patchVersions");
  return {
    version: stringAt(version, "version") ?? "",
    patchVersions: isJsonObject(patches) ? Object.keys(patches).sort(byPatch) : [],
    isPreview: jsonAt(version, "isPreview") === true,
    isDefault: jsonAt(version, "isDefault") === true,
    supportPlans: textsOf(jsonAt(version, "capabilities", "supportPlan")),
  };
}

function byPatch(a: string, b: string): number {
  return Number(a.split(".")[2] ?? 0) - Number(b.split(".")[2] ?? 0);
}
