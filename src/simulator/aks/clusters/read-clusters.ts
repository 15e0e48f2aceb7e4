import type { ArmHandler } from "../../arm/context.js";
import { resourceGroupNotFound } from "../../arm/errors.js";
import { renderCluster } from "../render.js";
import { findCluster } from "./find-cluster.js";

const pageSize = 100;

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
