import { bodyObject, nameOf, type ArmHandler } from "../../arm/context.js";
import { resourceGroupNotFound } from "../../arm/errors.js";
import { headerOf } from "../../http/exchange.js";
import { clusterKey } from "../../world.js";
import { receiveCluster } from "../cluster-rules.js";
import { checkPreconditions } from "../start-operation.js";
import { createCluster } from "./create-cluster.js";
import { updateCluster } from "./update-cluster.js";

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
  const body = receiveCluster(request.apiVersion, bodyObject(request), existing);
  return existing === undefined ? createCluster(world, request, body) : updateCluster(world, request, existing, body);
};
