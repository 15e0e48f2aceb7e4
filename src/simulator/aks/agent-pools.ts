import { bodyObject, nameOf, type ArmHandler } from "../arm/context.js";
import { gatewayError, providerError } from "../arm/errors.js";
import { headerOf, type ArmRequest } from "../http/exchange.js";
import { numberAt, objectAt, textAt, type JsonObject } from "../json.js";
import { clusterKey, type World } from "../world.js";
import { clusterId, type Cluster, type Pool } from "./cluster.js";
import { addMachine, refreshMachines, removeMachines } from "./machines.js";
import { checkProperties } from "./check-properties.js";
import { poolEnvelopeTable, poolProperties } from "./modelled-properties.js";
import { completePool } from "./pool-defaults.js";
import { checkPool, checkSentModelled, checkUnchanged } from "./pool-rules.js";
import { renderPool } from "./render.js";
import { runOperation, type Course } from "./run-operation.js";
import { poolCreateStages } from "./stages.js";
import { accepted, checkPreconditions, newETag, operationHeaders, refuseWhenBusy } from "./start-operation.js";
import { resolveVersion } from "./versions.js";

export const getPool: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  const pool = cluster.pools.get(nameOf(request, "pool").toLowerCase());
  if (pool === undefined) {
    throw providerError(404, "NotFound", `Could not find the agent pool: ${nameOf(request, "pool")}`, {
      subcode: "GetAgentPool_NotFound_HCPServerError",
    });
  }
  return { status: 200, body: renderPool(world.subscriptionId, cluster, pool, request) };
};

/** Recorded: all pools on one page, and a nextLink that leads to an empty one. */
export const listPools: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  if (request.http.query.get("$skipToken") !== undefined) return { status: 200, body: { value: [] } };
  const token = 1_000_000 + Math.floor(world.random.fork(`skip/${cluster.uid}`).next() * 8_999_999);
  return {
    status: 200,
    body: {
      value: [...cluster.pools.values()].map((pool) => renderPool(world.subscriptionId, cluster, pool, request)),
      nextLink:
        `${world.endpoint}${request.http.path}?%24skipToken=${token}&api-version=${request.apiVersion}` +
        `&skipToken=${token}`,
    },
  };
};

export const putPool: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "write");
  const name = nameOf(request, "pool").toLowerCase();
  const existing = cluster.pools.get(name);
  checkPreconditions(
    headerOf(request.http, "if-match"),
    headerOf(request.http, "if-none-match"),
    existing !== undefined,
    existing?.eTag,
  );
  const body = bodyObject(request);
  checkProperties(body, poolEnvelopeTable, "");
  const sent = objectAt(body, "properties");
  const after = planPool(world, request, cluster, name, sent, existing);
  return existing === undefined
    ? createPool(world, request, cluster, name, after)
    : updatePool(world, request, cluster, existing, after);
};

/** The complete and checked properties that a PUT asks for; nothing is changed yet. */
export function planPool(
  world: World,
  request: ArmRequest,
  cluster: Pick<Cluster, "location" | "properties">,
  name: string,
  sent: JsonObject,
  existing: Pool | undefined,
): JsonObject {
  checkSentModelled(sent);
  // A pool has a name in the path of its own requests, and is an entry of a list in its cluster's.
  const path = request.names["pool"] === undefined ? `properties.agentPoolProfiles[${name}]` : "properties";
  checkProperties(sent, poolProperties, path);
  const timeMs = world.clock.now();
  const clusterVersion = {
    asked: textAt(cluster.properties, "kubernetesVersion"),
    full: textAt(cluster.properties, "currentKubernetesVersion"),
  };
  const before = existing?.properties ?? {};
  const kept = textAt(before, "orchestratorVersion");
  const wanted = textAt(sent, "orchestratorVersion") || kept;
  const version =
    wanted === "" || wanted === clusterVersion.asked
      ? clusterVersion
      : wanted === kept
        ? { asked: kept, full: textAt(before, "currentOrchestratorVersion") }
        : resolveVersion(wanted, timeMs);
  if (version === undefined) {
    throw providerError(400, "AgentPoolK8sVersionNotSupported", `Version ${wanted} is not supported in this region.`);
  }
  const networkProfile = objectAt(cluster.properties, "networkProfile");
  const after = completePool(sent, before, version, { clusterVersion, networkProfile, timeMs });
  checkPool(name, after, {
    apiVersion: request.apiVersion,
    location: cluster.location,
    isFeatureRegistered: (feature) =>
      world.features.get(`microsoft.containerservice/${feature.toLowerCase()}`) === "Registered",
  });
  if (existing !== undefined) checkUnchanged(before, after);
  return after;
}

export function newPool(world: World, clusterUid: string, name: string, properties: JsonObject): Pool {
  const scaleSetId = String(10_000_000 + Math.floor(world.random.fork(`vmss/${clusterUid}`).next() * 89_999_999));
  return {
    name,
    properties,
    state: "Creating",
    eTag: undefined,
    running: undefined,
    preempt: undefined,
    scaleSetId,
    machines: [],
    nextMachine: 0,
    deleted: false,
  };
}

function createPool(world: World, request: ArmRequest, cluster: Cluster, name: string, properties: JsonObject) {
  refuseWhenBusy(cluster, "Creating", false);
  const pool = newPool(world, cluster.uid, name, properties);
  cluster.pools.set(name, pool);
  const nodes = numberAt(properties, "count") ?? 1;
  const resourceId = poolId(world, cluster, pool);
  const stages = poolCreateStages(world.random.fork(`stages/${resourceId}/${world.clock.now()}`), nodes);
  return startPool(world, request, cluster, pool, "Creating", 201, {
    durationMs: world.durations("pool-create", `${resourceId}/${world.clock.now()}`),
    events: stages.map((stage, index) => ({
      ...stage,
      ...(index === 0
        ? {}
        : {
            run: () => {
              addMachine(world, cluster, pool);
            },
          }),
    })),
  });
}

function updatePool(world: World, request: ArmRequest, cluster: Cluster, pool: Pool, after: JsonObject) {
  const count = numberAt(after, "count") ?? 1;
  const isUpgrade = pool.properties["nodeImageVersion"] !== after["nodeImageVersion"];
  const isScale = pool.properties["count"] !== after["count"];
  const verb = isUpgrade ? "Upgrading" : isScale ? "Scaling" : "Updating";
  refuseWhenBusy(cluster, verb, false);
  pool.properties = after;
  const kind = isUpgrade ? "pool-update-machines" : isScale ? "pool-create" : "pool-update-settings";
  return startPool(world, request, cluster, pool, verb, 200, {
    durationMs: world.durations(kind, `${poolId(world, cluster, pool)}/${world.clock.now()}`),
    events: [
      {
        at: 0.6,
        run: () => {
          removeMachines(world, cluster, pool, isUpgrade ? 0 : count);
          refreshMachines(world, cluster, pool);
          while (pool.machines.length < count) addMachine(world, cluster, pool);
        },
      },
    ],
  });
}

function startPool(
  world: World,
  request: ArmRequest,
  cluster: Cluster,
  pool: Pool,
  verb: string,
  status: number,
  course: Pick<Course, "durationMs" | "events">,
) {
  const operation = world.operations.start(cluster.location, verb, 200);
  pool.state = verb;
  pool.running = operation;
  newETag(world, pool, operation, "start");
  pool.preempt = preempter(
    runOperation(world, operation, {
      ...course,
      resourceId: poolId(world, cluster, pool),
      onEnd: ({ ok, isPoolFailed }) => {
        pool.running = undefined;
        pool.preempt = undefined;
        pool.state = ok && !isPoolFailed ? "Succeeded" : "Failed";
        newETag(world, pool, operation, "end");
      },
    }),
  );
  return {
    status,
    headers: operationHeaders(world, operation, false),
    body: renderPool(world.subscriptionId, cluster, pool, request),
  };
}

export const deletePool: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "delete");
  const pool = cluster.pools.get(nameOf(request, "pool").toLowerCase());
  if (pool === undefined) return { status: 204 };
  checkPreconditions(headerOf(request.http, "if-match"), undefined, true, pool.eTag);
  const systemPools = [...cluster.pools.values()].filter((other) => textAt(other.properties, "mode") === "System");
  if (systemPools.length === 1 && systemPools[0] === pool) {
    // Code: AKS error list; text: ours.
    throw providerError(400, "MustDefineAtLeastOneSystemPool", "There has to be at least one system agent pool.");
  }
  // A deletion goes before what runs on the same pool (AKSOperationPreemptedByDelete).
  pool.preempt?.();
  refuseWhenBusy(cluster, "Deleting", false);
  const operation = world.operations.start(cluster.location, "Deleting", 204);
  pool.state = "Deleting";
  pool.running = operation;
  const resourceId = poolId(world, cluster, pool);
  runOperation(world, operation, {
    resourceId,
    durationMs: world.durations("pool-delete", `${resourceId}/${world.clock.now()}`),
    events: [],
    onEnd: ({ ok }) => {
      pool.running = undefined;
      if (!ok) {
        pool.state = "Failed";
        return;
      }
      removeMachines(world, cluster, pool, 0);
      pool.deleted = true;
      cluster.pools.delete(pool.name);
    },
  });
  return accepted(world, operation);
};

export function preempter(cancel: (error: { code: string; message: string }) => void): () => void {
  return () => {
    cancel({
      code: "AKSOperationPreemptedByDelete",
      message: "This operation has been preempted by another operation",
    });
  };
}

function poolId(world: World, cluster: Cluster, pool: Pool): string {
  return `${clusterId(world.subscriptionId, cluster)}/agentPools/${pool.name}`;
}

function parentOf(world: World, request: ArmRequest, action: string): Cluster {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  const cluster = world.clusters.get(clusterKey(group, name));
  if (cluster !== undefined) return cluster;
  throw gatewayError(
    404,
    "ParentResourceNotFound",
    `Failed to perform '${action}' on resource(s) of type 'managedClusters/agentPools', because the parent resource ` +
      `'/subscriptions/${world.subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerService/` +
      `managedClusters/${name}' could not be found.`,
  );
}
