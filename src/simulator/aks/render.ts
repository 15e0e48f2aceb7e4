import { compact, objectAt, type JsonObject } from "../json.js";
import { isPreview } from "./contract/contract.js";
import { filterReply } from "./contract/filter-reply.js";
import { clusterId, type Cluster, type Pool } from "./cluster.js";

/** How a reply differs from the stored resource: by api-version, and in replies to a cluster's PUT. */
export interface RenderOptions {
  readonly apiVersion: string;
  readonly isClusterWrite?: boolean;
}

function poolProperties(pool: Pool, { apiVersion, isClusterWrite }: RenderOptions): JsonObject {
  const stored = { ...pool.properties };
  // Stable versions leave the ordinary runtime out, previews show it (recorded).
  if (!isPreview(apiVersion) && stored["workloadRuntime"] === "OCIContainer") delete stored["workloadRuntime"];
  // Recorded: replies to a cluster's PUT have `nodeLabels: {}` for a pool without labels, every other reply has none.
  if (isClusterWrite === true && stored["nodeLabels"] === undefined) stored["nodeLabels"] = {};
  return compact({
    ...stored,
    provisioningState: pool.state,
    eTag: pool.eTag,
  });
}

export function renderPool(subscriptionId: string, cluster: Cluster, pool: Pool, options: RenderOptions): JsonObject {
  return filterReply("pool", options.apiVersion, {
    id: `${clusterId(subscriptionId, cluster)}/agentPools/${pool.name}`,
    name: pool.name,
    type: "Microsoft.ContainerService/managedClusters/agentPools",
    properties: poolProperties(pool, options),
  });
}

export function renderCluster(subscriptionId: string, cluster: Cluster, options: RenderOptions): JsonObject {
  const properties: JsonObject = { ...cluster.properties };
  const network = { ...objectAt(properties, "networkProfile") };
  if (cluster.created) {
    network["loadBalancerProfile"] = {
      ...objectAt(network, "loadBalancerProfile"),
      ...cluster.lateProperties.loadBalancer,
    };
    properties["identityProfile"] = cluster.lateProperties.identityProfile;
  }
  const { kind, tags, identity, sku } = cluster.top;
  return filterReply("cluster", options.apiVersion, {
    id: clusterId(subscriptionId, cluster),
    location: cluster.location,
    name: cluster.name,
    type: "Microsoft.ContainerService/ManagedClusters",
    tags,
    kind,
    properties: {
      provisioningState: cluster.state,
      ...properties,
      agentPoolProfiles: [...cluster.pools.values()].map((pool) => ({
        name: pool.name,
        ...poolProperties(pool, options),
      })),
      networkProfile: network,
    },
    identity,
    sku,
    eTag: cluster.eTag,
  });
}
