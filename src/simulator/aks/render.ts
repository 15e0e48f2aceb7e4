import { compact, isObject, objectAt, type Json, type JsonObject } from "../json.js";
import { isPreview } from "./contract/contract.js";
import { virtualTag } from "./external.js";
import { filterReply } from "./contract/filter-reply.js";
import { clusterId, type Cluster, type Pool } from "./cluster.js";
import { clusterAsOf, poolAsOf } from "./filter-by-date.js";
import { isManagedSystem, shownManagedSystem } from "./pools/managed-system-pool.js";
import { isPrivateCluster, privateLinkResources, privateLinkServiceId } from "./private-access.js";
import { isLaterService, isMachinesPool, shownMachinesPool } from "./single-machines/machines-pool.js";
import { isAvailabilitySet, isVmPool, nodesStatus } from "./vm-pool.js";
import { withLate } from "./late-properties.js";

/** How a reply differs from the stored resource: by api-version, and in replies to a cluster's PUT. */
export interface RenderOptions {
  readonly apiVersion: string;
  readonly isClusterWrite?: boolean;
}

/** Since 2023-11-23, replies to a cluster's PUT have `nodeLabels: {}` for a pool without labels; no other reply has. */
const emptyLabelsFromMs = Date.UTC(2023, 10, 23);
/** Until 2024-04-07 the load balancer's SKU was shown as `Standard` once the cluster stood. */
export const lowerCaseSkuFromMs = Date.UTC(2024, 3, 7);

function poolProperties(pool: Pool, timeMs: number, { apiVersion, isClusterWrite }: RenderOptions): JsonObject {
  if (isMachinesPool(pool.properties)) return shownMachinesPool(pool, timeMs);
  const stored = isManagedSystem(pool.properties)
    ? shownManagedSystem(pool.properties, pool.machines.length > 0)
    : { ...pool.properties };
  // Stable versions leave the ordinary runtime out, previews show it (recorded).
  if (!isPreview(apiVersion) && stored["workloadRuntime"] === "OCIContainer") delete stored["workloadRuntime"];
  if (isVmPool(stored)) {
    delete stored["count"];
    delete stored["vmSize"];
    if (pool.machines.length > 0) stored["virtualMachineNodesStatus"] = [...nodesStatus(pool.machines)];
  }
  // Its machines do not have an image in common (recorded 2025).
  if (isAvailabilitySet(stored)) delete stored["nodeImageVersion"];
  if (isClusterWrite === true && timeMs >= emptyLabelsFromMs) stored["nodeLabels"] ??= {};
  if (pool.isVirtual) stored["tags"] = { ...objectAt(stored, "tags"), [virtualTag]: "true" };
  const eTag = isTagShown(apiVersion) ? pool.eTag : undefined;
  return poolAsOf(timeMs, apiVersion, compact({ ...stored, provisioningState: pool.state, eTag }));
}

export function renderPool(subscriptionId: string, cluster: Cluster, pool: Pool, options: RenderOptions): JsonObject {
  // Recorded 2025-09-05: of a pool of mode `Machines` without its type.
  const hasType = !isMachinesPool(pool.properties) || isLaterService(cluster.now());
  return filterReply("pool", options.apiVersion, {
    id: `${clusterId(subscriptionId, cluster)}/agentPools/${pool.name}`,
    name: pool.name,
    ...(hasType ? { type: "Microsoft.ContainerService/managedClusters/agentPools" } : {}),
    properties: poolProperties(pool, cluster.now(), options),
  });
}

export function renderCluster(subscriptionId: string, cluster: Cluster, options: RenderOptions): JsonObject {
  const { apiVersion, isClusterWrite = false } = options;
  const timeMs = cluster.now();
  const stored = cluster.properties;
  const properties: Record<string, Json | undefined> = cluster.created
    ? withLate(stored, cluster.lateProperties, isClusterWrite)
    : { ...stored };
  if (cluster.created && timeMs < lowerCaseSkuFromMs) capitalizeSku(properties);
  const agentPoolProfiles = [...cluster.pools.values()].map((pool) => ({
    name: pool.name,
    ...poolProperties(pool, timeMs, options),
  }));
  if (isPrivateCluster(stored)) {
    const service = cluster.created
      ? privateLinkServiceId(subscriptionId, cluster.location, cluster.lateProperties.random)
      : undefined;
    const isWrite = isClusterWrite || !cluster.created;
    properties["privateLinkResources"] = privateLinkResources(clusterId(subscriptionId, cluster), isWrite, service);
  }
  const { kind, tags, identity, sku } = cluster.top;
  const resource = compact({
    id: clusterId(subscriptionId, cluster),
    location: cluster.location,
    name: cluster.name,
    type: "Microsoft.ContainerService/ManagedClusters",
    tags,
    kind,
    properties: {
      provisioningState: cluster.state,
      ...properties,
      ...(cluster.pools.size === 0 ? {} : { agentPoolProfiles }),
    },
    identity: cluster.created ? withAssigned(identity, cluster) : identity,
    sku,
    eTag: isTagShown(apiVersion) ? cluster.eTag : undefined,
  });
  const shown = filterReply("cluster", apiVersion, withIngressIdentity(resource, cluster, options));
  return withTagSpelling(clusterAsOf(timeMs, apiVersion, withoutMetrics(shown, apiVersion)), timeMs);
}

/** Stable versions to 2025-08-01 have none, whatever their contracts say (recorded with ASO, 2023-12 to 2026-01). */
function isTagShown(apiVersion: string): boolean {
  return isPreview(apiVersion) || apiVersion >= "2025-09-01";
}

/** Stable versions before 2024-02-01 do not know it (recorded with 2023-10-01, 2023-12 to 2024-08). */
function withoutMetrics(resource: JsonObject, apiVersion: string): JsonObject {
  if (isPreview(apiVersion) || apiVersion >= "2024-02-01") return resource;
  return { ...resource, properties: { ...objectAt(resource, "properties"), metricsProfile: undefined } };
}

/** Identities of the caller's get their ids once the cluster stands (recorded 2025). */
function withAssigned(identity: Json | undefined, cluster: Cluster): Json | undefined {
  if (!isObject(identity) || !isObject(identity["userAssignedIdentities"])) return identity;
  const { random } = cluster.lateProperties;
  const ids = (id: string) => ({
    clientId: random.fork(`assigned-client/${id}`).guid(),
    principalId: random.fork(`assigned-principal/${id}`).guid(),
  });
  const assigned = Object.keys(identity["userAssignedIdentities"]).map((id) => [id, ids(id.toLowerCase())] as const);
  return { ...identity, userAssignedIdentities: Object.fromEntries(assigned) };
}

/** Until 2024-05-13 a cluster's tag of its version was spelled in lower case; that of a pool never was (recorded). */
const camelTagFromMs = Date.UTC(2024, 4, 13);

function withTagSpelling(resource: JsonObject, timeMs: number): JsonObject {
  if (timeMs >= camelTagFromMs || resource["eTag"] === undefined) return resource;
  const { eTag, ...rest } = resource;
  return { ...rest, etag: eTag };
}

function capitalizeSku(properties: JsonObject): void {
  const network = objectAt(properties, "networkProfile");
  if (network["loadBalancerSku"] !== "standard") return;
  properties["networkProfile"] = { ...network, loadBalancerSku: "Standard" };
}

/**
 * Application routing: in the reply to the PUT that turns it on, the identity is empty in previews and null in stable
 * versions; after that it is there (recorded).
 */
function withIngressIdentity(resource: JsonObject, cluster: Cluster, { apiVersion, isClusterWrite }: RenderOptions) {
  const properties = objectAt(resource, "properties");
  const ingress = objectAt(properties, "ingressProfile");
  const routing = ingress["webAppRouting"];
  if (!isObject(routing) || routing["enabled"] !== true) return resource;
  const isNew = Object.keys(objectAt(routing, "identity")).length === 0;
  const identity =
    isNew && (isClusterWrite === true || !cluster.created)
      ? isPreview(apiVersion)
        ? {}
        : null
      : cluster.lateProperties.identityOf("webapprouting");
  const shown = { ...ingress, webAppRouting: { ...routing, identity } };
  return { ...resource, properties: { ...properties, ingressProfile: shown } };
}
