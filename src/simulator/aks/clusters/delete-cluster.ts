import { nameOf, type ArmHandler } from "../../arm/context.js";
import { headerOf } from "../../http/exchange.js";
import { clusterKey, type World } from "../../world.js";
import { clusterId, type Cluster } from "../cluster.js";
import { runOperation } from "../run-operation.js";
import { accepted, checkPreconditions } from "../start-operation.js";

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
