import { bodyObject, nameOf, type ArmHandler } from "../arm/context.js";
import { notModelled, providerError, resourceGroupNotFound, resourceNotFound } from "../arm/errors.js";
import { headerOf, type ArmRequest } from "../http/exchange.js";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../json.js";
import { clusterKey, type World } from "../world.js";
import { newPool, planPool, preempter } from "./agent-pools.js";
import { clusterId, type Cluster, type Pool } from "./cluster.js";
import { checkClusterBody, regionName } from "./cluster-rules.js";
import { completeCluster, completeTop, lateProperties } from "./cluster-defaults.js";
import { addMachine, refreshMachines, removeMachines } from "./machines.js";
import { invalid } from "./pool-rules.js";
import { renderCluster } from "./render.js";
import { runOperation } from "./run-operation.js";
import { clusterCreateStages } from "./stages.js";
import { accepted, checkPreconditions, newETag, operationHeaders, refuseWhenBusy } from "./start-operation.js";
import { resolveVersion } from "./versions.js";

export const type = "Microsoft.ContainerService/managedClusters";
const pageSize = 100;

export function findCluster(world: World, request: ArmRequest): Cluster {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  if (!world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  const cluster = world.clusters.get(clusterKey(group, name));
  if (cluster === undefined) throw resourceNotFound(type, name, group);
  return cluster;
}

export const getCluster: ArmHandler = (world, request) => ({
  status: 200,
  body: renderCluster(world.subscriptionId, findCluster(world, request), request),
});

/** By group or by subscription; pages of 100 (the service's page size is not known). */
export const listClusters: ArmHandler = (world, request) => {
  const group = request.names["group"];
  if (group !== undefined && !world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  const all = [...world.clusters.values()].filter(
    (cluster) => group === undefined || cluster.group.toLowerCase() === group.toLowerCase(),
  );
  const start = Number(request.http.query.get("$skiptoken") ?? 0) || 0;
  const page = all.slice(start, start + pageSize);
  const next = start + pageSize;
  return {
    status: 200,
    body: {
      value: page.map((cluster) => renderCluster(world.subscriptionId, cluster, request)),
      ...(next < all.length
        ? { nextLink: `${world.endpoint}${request.http.path}?api-version=${request.apiVersion}&%24skiptoken=${next}` }
        : {}),
    },
  };
};

export const putCluster: ArmHandler = (world, request) => {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  if (!world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  const existing = world.clusters.get(clusterKey(group, name));
  const { http } = request;
  checkPreconditions(
    headerOf(http, "if-match"),
    headerOf(http, "if-none-match"),
    existing !== undefined,
    existing?.eTag,
  );
  const body = bodyObject(request);
  checkClusterBody(body, existing);
  return existing === undefined ? createCluster(world, request, body) : updateCluster(world, request, existing, body);
};

function createCluster(world: World, request: ArmRequest, body: JsonObject) {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  const location = regionName(textAt(body, "location"));
  if (!/^[a-z0-9]([\w-]{0,61}[a-z0-9])?$/i.test(name)) throw invalid("resourceName", `'${name}' is no cluster name`);
  const sent = objectAt(body, "properties");
  if (textAt(sent, "dnsPrefix") === "") throw invalid("dnsPrefix", "Required parameter dnsPrefix is missing (null).");
  const version = resolveVersion(textAt(sent, "kubernetesVersion"), world.clock.now());
  if (version === undefined) throw unsupportedVersion(textAt(sent, "kubernetesVersion"));
  const random = world.random.fork(`cluster/${clusterKey(group, name)}/${world.clock.now()}`);
  const { subscriptionId, tenantId } = world;
  const identity = { name, group, location, random, subscriptionId, tenantId };
  const properties = completeCluster(sent, {}, version, identity);
  const uid = textAt(properties, "resourceUID");
  const pools = plannedPools(world, request, { location, properties }, uid, objectsAt(sent, "agentPoolProfiles"));
  const cluster: Cluster = {
    uid,
    name,
    group,
    location,
    top: completeTop(body, {}, identity),
    properties,
    lateProperties: lateProperties(identity, textAt(properties, "nodeResourceGroup")),
    pools,
    state: "Creating",
    eTag: undefined,
    running: undefined,
    controlPlane: false,
    created: false,
    deleted: false,
    preempt: undefined,
  };
  world.clusters.set(clusterKey(group, name), cluster);
  return startCreation(world, request, cluster);
}

function plannedPools(
  world: World,
  request: ArmRequest,
  cluster: Pick<Cluster, "location" | "properties">,
  uid: string,
  profiles: readonly JsonObject[],
): Map<string, Pool> {
  const pools = new Map<string, Pool>();
  for (const { name: sentName, ...sent } of profiles) {
    const name = typeof sentName === "string" ? sentName : "";
    pools.set(name, newPool(world, uid, name, planPool(world, request, cluster, name, sent, undefined)));
  }
  if (![...pools.values()].some((pool) => textAt(pool.properties, "mode") === "System")) {
    throw providerError(400, "MustDefineAtLeastOneSystemPool", "Must define at least one system pool.");
  }
  return pools;
}

function startCreation(world: World, request: ArmRequest, cluster: Cluster) {
  const operation = world.operations.start(cluster.location, "Creating", 200);
  const resourceId = clusterId(world.subscriptionId, cluster);
  cluster.running = operation;
  const joining = [...cluster.pools.values()].flatMap((pool) =>
    Array.from({ length: numberAt(pool.properties, "count") ?? 1 }, () => pool),
  );
  const [plane, creating, none, ...counted] = clusterCreateStages(
    world.random.fork(`stages/${operation.id}`),
    joining.length,
  );
  const raise = () => {
    raiseControlPlane(world, cluster);
  };
  cluster.preempt = preempter(
    runOperation(world, operation, {
      resourceId,
      durationMs: world.durations("cluster-create", operation.id),
      events: [
        ...(plane === undefined ? [] : [plane]),
        ...(creating === undefined ? [] : [{ ...creating, run: raise }]),
        ...(none === undefined ? [] : [none]),
        ...counted.map((stage, index) => ({
          ...stage,
          run: () => {
            const pool = joining[index];
            if (pool !== undefined) addMachine(world, cluster, pool);
          },
        })),
      ],
      onEnd: ({ ok, isPoolFailed }) => {
        endOperation(world, cluster, operation, ok, isPoolFailed);
        cluster.created ||= ok;
      },
    }),
  );
  return {
    status: 201,
    headers: operationHeaders(world, operation, false),
    body: renderCluster(world.subscriptionId, cluster, { apiVersion: request.apiVersion, isClusterWrite: true }),
  };
}

function raiseControlPlane(world: World, cluster: Cluster): void {
  cluster.controlPlane = true;
  world.kubernetes.createCluster({
    uid: cluster.uid,
    name: cluster.name,
    resourceGroup: cluster.group,
    kubernetesVersion: textAt(cluster.properties, "currentKubernetesVersion"),
    serverUrl: `${world.endpoint}/kubernetes/${cluster.uid}`,
    caPem: world.caPem,
    usesEntra: cluster.properties["aadProfile"] !== undefined,
  });
}

function endOperation(
  world: World,
  cluster: Cluster,
  operation: Parameters<typeof newETag>[2],
  ok: boolean,
  isPoolFailed: boolean,
) {
  cluster.running = undefined;
  cluster.preempt = undefined;
  cluster.state = ok ? "Succeeded" : "Failed";
  newETag(world, cluster, operation, "end");
  for (const pool of cluster.pools.values()) {
    pool.state = ok && !isPoolFailed ? "Succeeded" : "Failed";
    newETag(world, pool, operation, "end");
  }
}

function updateCluster(world: World, request: ArmRequest, cluster: Cluster, body: JsonObject) {
  const sent = objectAt(body, "properties");
  const wanted = textAt(sent, "kubernetesVersion");
  const before = textAt(cluster.properties, "kubernetesVersion");
  if (wanted !== "" && wanted !== before) throw notModelled("changing a cluster's Kubernetes version");
  const version = { asked: before, full: textAt(cluster.properties, "currentKubernetesVersion") };
  const plans = objectsAt(sent, "agentPoolProfiles").map(({ name, ...profile }) => {
    const pool = cluster.pools.get(typeof name === "string" ? name : "");
    if (pool === undefined) {
      // Text: azure-docs issue 30973.
      throw providerError(
        400,
        "OperationNotAllowed",
        "Node pool update via managed cluster not allowed. Use per nodepool operations.",
      );
    }
    return { pool, after: planPool(world, request, cluster, pool.name, profile, pool) };
  });
  refuseWhenBusy(cluster, "Updating", true);
  const { subscriptionId, tenantId } = world;
  const identity = { ...cluster, random: world.random.fork(`cluster/${cluster.uid}`), subscriptionId, tenantId };
  cluster.properties = completeCluster(sent, cluster.properties, version, identity);
  cluster.top = completeTop(body, cluster.top, identity);
  const operation = world.operations.start(cluster.location, "Updating", 200);
  cluster.state = "Updating";
  cluster.running = operation;
  for (const { pool, after } of plans) pool.properties = after;
  for (const pool of cluster.pools.values()) {
    pool.state = "Updating";
    newETag(world, pool, operation, "start");
  }
  cluster.preempt = preempter(
    runOperation(world, operation, {
      resourceId: clusterId(subscriptionId, cluster),
      durationMs: world.durations("cluster-update", operation.id),
      events: [
        {
          at: 0.6,
          run: () => {
            for (const { pool } of plans) applyPool(world, cluster, pool);
          },
        },
      ],
      onEnd: ({ ok, isPoolFailed }) => {
        endOperation(world, cluster, operation, ok, isPoolFailed);
      },
    }),
  );
  return {
    status: 200,
    headers: operationHeaders(world, operation, false),
    body: renderCluster(subscriptionId, cluster, { apiVersion: request.apiVersion, isClusterWrite: true }),
  };
}

function applyPool(world: World, cluster: Cluster, pool: Pool): void {
  const count = numberAt(pool.properties, "count") ?? 1;
  removeMachines(world, cluster, pool, count);
  refreshMachines(world, cluster, pool);
  while (pool.machines.length < count) addMachine(world, cluster, pool);
}

export const deleteCluster: ArmHandler = (world, request) => {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  const cluster = world.clusters.get(clusterKey(group, name));
  if (cluster === undefined) return { status: 204 };
  checkPreconditions(headerOf(request.http, "if-match"), undefined, true, cluster.eTag);
  if (cluster.state === "Deleting" && cluster.running !== undefined) return accepted(world, cluster.running);
  cluster.preempt?.();
  for (const pool of cluster.pools.values()) pool.preempt?.();
  const operation = world.operations.start(cluster.location, "Deleting", 204);
  cluster.state = "Deleting";
  cluster.running = operation;
  runOperation(world, operation, {
    resourceId: clusterId(world.subscriptionId, cluster),
    durationMs: world.durations("cluster-delete", operation.id),
    events: [],
    onEnd: ({ ok }) => {
      cluster.running = undefined;
      if (ok) dropCluster(world, cluster);
      else cluster.state = "Failed";
    },
  });
  return accepted(world, operation);
};

export function dropCluster(world: World, cluster: Cluster): void {
  cluster.deleted = true;
  if (cluster.controlPlane) world.kubernetes.deleteCluster(cluster.uid);
  world.clusters.delete(clusterKey(cluster.group, cluster.name));
}

function unsupportedVersion(version: string) {
  return providerError(400, "K8sVersionNotSupported", `Version ${version} is not supported in this region.`);
}
