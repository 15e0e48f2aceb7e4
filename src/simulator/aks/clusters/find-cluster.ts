import { nameOf } from "../../arm/context.js";
import { resourceGroupNotFound, resourceNotFound } from "../../arm/errors.js";
import type { ArmRequest } from "../../http/exchange.js";
import { clusterKey, type World } from "../../world.js";
import type { Cluster } from "../cluster.js";

const type = "Microsoft.ContainerService/managedClusters";

/** The cluster that the path names; throws the gateway's 404 (group, then cluster). */
export function findCluster(world: World, request: ArmRequest): Cluster {
  const [group, name] = [nameOf(request, "group"), nameOf(request, "cluster")];
  if (!world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  const cluster = world.clusters.get(clusterKey(group, name));
  if (cluster === undefined) throw resourceNotFound(type, name, group);
  return cluster;
}
