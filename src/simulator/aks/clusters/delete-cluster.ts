import { nameOf, type ArmHandler } from "../../arm/context.js";
import { resourceGroupNotFound } from "../../arm/errors.js";
import type { Operation } from "../../arm/operations.js";
import { forgetScope } from "../../authorization/access.js";
import { headerOf } from "../../http/exchange.js";
import { clusterKey, type World } from "../../world.js";
import { clusterId, type Cluster } from "../cluster.js";
import { runOperation } from "../run-operation.js";
import { accepted, checkPreconditions, preemptedBy } from "../start-operation.js";

export const deleteCluster: ArmHandler = (world, request) => {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  const cluster = world.clusters.get(clusterKey(group, name));
  // The gateway looks for the group first (recorded with ASO, 2024-06 to 2026-02).
  if (!world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  if (cluster === undefined) return { status: 204 };
  checkPreconditions(headerOf(request.http, "if-match"), undefined, true, cluster.eTag);
  if (cluster.state === "Deleting" && cluster.running !== undefined) return accepted(world, cluster.running);
  const operation = world.operations.start(cluster.location, "Deleting", clusterId(world.subscriptionId, cluster), 204);
  cancelAll(cluster, operation);
  cluster.state = "Deleting";
  cluster.running = operation;
  for (const pool of cluster.pools.values()) pool.state = "Deleting";
  runOperation(world, operation, {
    durationMs: world.durations("cluster-delete", operation.id),
    events: [],
    onEnd: (outcome) => {
      cluster.running = undefined;
      if (outcome.status === "Succeeded") dropCluster(world, cluster);
      else {
        cluster.state = outcome.status;
        for (const pool of cluster.pools.values()) pool.state = outcome.status;
      }
    },
  });
  return accepted(world, operation);
};

/** A deletion goes before whatever runs on a cluster or its pools. */
export function cancelAll(cluster: Cluster, by?: Operation): void {
  cluster.cancel?.(preemptedBy(by));
  for (const pool of cluster.pools.values()) {
    pool.cancel?.(preemptedBy(by));
    for (const { single } of pool.machines) single?.cancel?.(preemptedBy(by));
  }
  for (const subResource of cluster.subResources.values()) subResource.cancel?.(preemptedBy(by));
}

export function dropCluster(world: World, cluster: Cluster): void {
  cluster.deleted = true;
  if (cluster.controlPlane) world.kubernetes.deleteCluster(cluster.uid);
  world.clusters.delete(clusterKey(cluster.group, cluster.name));
  forgetScope(world, clusterId(world.subscriptionId, cluster));
}
