import { notModelled, resourceGroupNotFound, resourceNotFound } from "../arm/errors.js";
import { clusterKey, type World } from "../world.js";
import type { Scope } from "./scope.js";

const pattern =
  /^\/subscriptions\/[^/]+(?:\/resourceGroups\/([^/]+)(?:\/providers\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+)\/([^/]+))?)?)?$/i;

/** Refuses a scope that is not there. Only clusters and their pools are known as resources. */
export function checkScopeExists(world: World, scope: Scope): void {
  const found = pattern.exec(scope);
  if (found === null) throw notModelled(`the scope ${scope}`);
  const [, group, namespace, type, name, childType, child] = found;
  if (group === undefined) return;
  if (!world.resourceGroups.has(group.toLowerCase())) throw resourceGroupNotFound(group);
  if (namespace === undefined || type === undefined || name === undefined) return;
  if (`${namespace}/${type}`.toLowerCase() !== "microsoft.containerservice/managedclusters") {
    throw notModelled(`resources of type ${namespace}/${type}`);
  }
  const cluster = world.clusters.get(clusterKey(group, name));
  if (cluster === undefined) throw resourceNotFound("Microsoft.ContainerService/managedClusters", name, group);
  if (childType === undefined || child === undefined) return;
  if (childType.toLowerCase() !== "agentpools" || !cluster.pools.has(child.toLowerCase())) {
    throw resourceNotFound(`Microsoft.ContainerService/managedClusters/${childType}`, `${name}/${child}`, group);
  }
}
