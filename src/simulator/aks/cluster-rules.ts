import { isDeepStrictEqual } from "node:util";
import { gatewayError, notModelled } from "../arm/errors.js";
import { locations } from "../arm/locations.js";
import { isObject, objectAt, textAt, type JsonObject } from "../json.js";
import { checkProperties } from "./check-properties.js";
import type { Cluster } from "./cluster.js";
import { clusterBodyTable } from "./modelled-properties.js";

/** What is refused about the body of a cluster's PUT before anything is looked at more closely; pools apart. */
export function checkClusterBody(body: JsonObject, existing: Cluster | undefined): void {
  checkModelled(body);
  checkProperties(withoutRepeated(body, existing), clusterBodyTable, "");
  checkLocation(body, existing);
}

function checkModelled(body: JsonObject): void {
  const properties = objectAt(body, "properties");
  const isOn = (profile: string, key: string) => objectAt(properties, profile)[key] === true;
  const refused: readonly (readonly [boolean, string])[] = [
    [textAt(objectAt(body, "sku"), "name") === "Automatic", "AKS Automatic"],
    [isOn("hostedSystemProfile", "enabled"), "hosted system pools"],
    [textAt(objectAt(properties, "nodeProvisioningProfile"), "mode") === "Auto", "node auto provisioning"],
    [isOn("apiServerAccessProfile", "enablePrivateCluster"), "private clusters"],
    [properties["httpProxyConfig"] !== undefined, "clusters behind an HTTP proxy"],
    [properties["creationData"] !== undefined, "clusters made from snapshots"],
    [Object.values(objectAt(properties, "addonProfiles")).some((a) => isObject(a) && a["enabled"] === true), "add-ons"],
  ];
  for (const [condition, what] of refused) if (condition) throw notModelled(what);
}

/** The identities that a GET shows may come back; other ones are not modelled. */
function withoutRepeated(body: JsonObject, existing: Cluster | undefined): JsonObject {
  const { identityProfile, ...properties } = objectAt(body, "properties");
  const isRepeated = isDeepStrictEqual(identityProfile, existing?.lateProperties.identityProfile);
  return isRepeated && isObject(body["properties"]) ? { ...body, properties } : body;
}

/** Texts: Azure/AKS issue 5099 (2025-06) for a region, public issues and documentation for a move. */
function checkLocation(body: JsonObject, existing: Cluster | undefined): void {
  const location = regionName(textAt(body, "location"));
  if (location === "")
    throw gatewayError(400, "LocationRequired", "The location property is required for this definition.");
  if (!locations.some((known) => known.name === location)) {
    throw gatewayError(
      400,
      "LocationNotAvailableForResourceType",
      `The provided location '${location}' is not available for resource type 'Microsoft.ContainerService/managedClusters'. List of available regions ` +
        `for the resource type is '${locations.map((known) => known.name).join(",")}'.`,
    );
  }
  if (existing !== undefined && existing.location !== location) {
    throw gatewayError(
      409,
      "InvalidResourceLocation",
      `The resource '${existing.name}' already exists in location '${existing.location}' in resource group ` +
        `'${existing.group}'. A resource with the same name cannot be created in location '${location}'. Please ` +
        `select a new resource name.`,
    );
  }
}

/** `West US 2` and `westus2` are the same region. */
export function regionName(location: string): string {
  return location.toLowerCase().replaceAll(" ", "");
}
