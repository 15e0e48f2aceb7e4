import { notModelled, providerError } from "../../arm/errors.js";
import { admitMachines, grownPool } from "../../compute/admit.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import { numberAt, objectAt, objectsAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import { clusterId, type Cluster, type Pool } from "../cluster.js";
import { completeCluster, completeTop } from "../cluster-defaults.js";
import { addMachine, refreshMachines, removeMachines } from "../machines.js";
import { planPool } from "../pools/plan-pool.js";
import { renderCluster } from "../render.js";
import { preempter, runOperation } from "../run-operation.js";
import { newETag, operationHeaders, refuseWhenBusy } from "../start-operation.js";
import { endClusterOperation } from "./end-cluster-operation.js";

export function updateCluster(world: World, request: ArmRequest, cluster: Cluster, body: JsonObject): Reply {
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
  admitMachines(
    world,
    cluster,
    plans.map(({ pool, after }) => grownPool(pool.properties, after, false)),
  );
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
        endClusterOperation(world, cluster, operation, ok, isPoolFailed);
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
