import { gatewayError } from "../arm/errors.js";
import { findRegion, locations, regionName } from "../arm/locations.js";
import { textAt, type JsonObject } from "../json.js";
import type { Cluster } from "./cluster.js";
import { checkModelledCluster } from "./contract/check-modelled.js";
import { receiveBody } from "./contract/receive-body.js";

/**
 * A cluster's body as its api-version reads it (`receiveBody`). Refuses what is wrong about it before anything is looked
 * at more closely.
 */
export function receiveCluster(apiVersion: string, body: JsonObject, existing: Cluster | undefined): JsonObject {
  checkLocation(body, existing);
  const received = receiveBody("cluster", apiVersion, body);
  checkModelledCluster(received, existing === undefined);
  return received;
}

/** Texts: Azure/AKS issue 5099 (2025-06) for a region, public issues and documentation for a move. */
function checkLocation(body: JsonObject, existing: Cluster | undefined): void {
  const location = regionName(textAt(body, "location"));
  if (location === "")
    throw gatewayError(400, "LocationRequired", "The location property is required for this definition.");
  if (findRegion(location) === undefined) {
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
