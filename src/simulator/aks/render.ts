import { compact, objectAt, type JsonObject } from "../json.js";
import { clusterId, type Cluster, type Pool } from "./cluster.js";

/** How a reply differs from the stored resource: by api-version, and in replies to a cluster's PUT. */
export interface RenderOptions {
  readonly apiVersion: string;
  readonly isClusterWrite?: boolean;
}

export function isPreview(apiVersion: string): boolean {
  return apiVersion.endsWith("-preview");
}

/** Pool properties that only previews know (contracts of 2024-05-01 to 2026-05-02-preview). */
const previewPoolKeys = ["upgradeStrategy", "upgradeSettingsBlueGreen", "nodeInitializationTaints"];
/** First api-version whose contract has the property. */
const poolKeysSince: readonly (readonly [key: string, version: string])[] = [
  ["securityProfile", "2024-09-01"],
  ["gpuProfile", "2025-08-01"],
  ["messageOfTheDay", "2025-08-01"],
  ["podIPAllocationMode", "2025-08-01"],
];
const previewClusterKeys = ["controlPlanePluginProfiles", "enableFIPS", "creationData"];
const clusterKeysSince: readonly (readonly [key: string, version: string])[] = [
  ["bootstrapProfile", "2025-08-01"],
  ["nodeProvisioningProfile", "2025-08-01"],
];

export function renderPoolProperties(pool: Pool, { apiVersion, isClusterWrite }: RenderOptions): JsonObject {
  const stored = { ...pool.properties };
  trim(stored, apiVersion, previewPoolKeys, poolKeysSince);
  // Stable versions leave the ordinary runtime out, previews show it (recorded).
  if (!isPreview(apiVersion) && stored["workloadRuntime"] === "OCIContainer") delete stored["workloadRuntime"];
  if (apiVersion < "2025-08-01")
    stored["upgradeSettings"] = without(objectAt(stored, "upgradeSettings"), "maxUnavailable");
  // Recorded: replies to a cluster's PUT have `nodeLabels: {}` for a pool without labels, every other reply has none.
  if (isClusterWrite === true && stored["nodeLabels"] === undefined) stored["nodeLabels"] = {};
  return compact({
    ...stored,
    provisioningState: pool.state,
    eTag: apiVersion < "2024-09-01" ? undefined : pool.eTag,
  });
}

export function renderPool(subscriptionId: string, cluster: Cluster, pool: Pool, options: RenderOptions): JsonObject {
  return {
    id: `${clusterId(subscriptionId, cluster)}/agentPools/${pool.name}`,
    name: pool.name,
    type: "Microsoft.ContainerService/managedClusters/agentPools",
    properties: renderPoolProperties(pool, options),
  };
}

export function renderCluster(subscriptionId: string, cluster: Cluster, options: RenderOptions): JsonObject {
  const { apiVersion } = options;
  const properties: JsonObject = { ...cluster.properties };
  const network = { ...objectAt(properties, "networkProfile") };
  const storage = { ...objectAt(properties, "storageProfile") };
  if (cluster.created) {
    network["loadBalancerProfile"] = {
      ...objectAt(network, "loadBalancerProfile"),
      ...cluster.lateProperties.loadBalancer,
    };
    properties["identityProfile"] = cluster.lateProperties.identityProfile;
  }
  if (!isPreview(apiVersion)) delete network["podLinkLocalAccess"];
  // In no contract but that of the previews before 2026.
  if (!isPreview(apiVersion) || apiVersion >= "2026") {
    storage["diskCSIDriver"] = without(objectAt(storage, "diskCSIDriver"), "version");
  }
  trim(properties, apiVersion, previewClusterKeys, clusterKeysSince);
  const { kind, tags, identity, sku } = cluster.top;
  return compact({
    id: clusterId(subscriptionId, cluster),
    location: cluster.location,
    name: cluster.name,
    type: "Microsoft.ContainerService/ManagedClusters",
    tags,
    kind: apiVersion < "2025-08-01" ? undefined : kind,
    properties: {
      provisioningState: cluster.state,
      ...properties,
      agentPoolProfiles: [...cluster.pools.values()].map((pool) => ({
        name: pool.name,
        ...renderPoolProperties(pool, options),
      })),
      networkProfile: network,
      storageProfile: storage,
    },
    identity,
    sku,
    eTag: apiVersion < "2024-09-01" ? undefined : cluster.eTag,
  });
}

function trim(
  object: JsonObject,
  apiVersion: string,
  previewKeys: readonly string[],
  since: readonly (readonly [key: string, version: string])[],
): void {
  // undefined is left out of the reply.
  if (!isPreview(apiVersion)) for (const key of previewKeys) object[key] = undefined;
  for (const [key, version] of since) if (apiVersion < version) object[key] = undefined;
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
