import { bodyObject, type ArmHandler } from "../../arm/context.js";
import { compact, isObject } from "../../json.js";
import { headerOf } from "../../http/exchange.js";
import { receiveBody } from "../contract/receive-body.js";
import { checkPreconditions, refuseWhenBusy } from "../start-operation.js";
import { findCluster } from "./find-cluster.js";
import { runCluster, writtenCluster } from "./start-cluster.js";

/** PATCH: the tags alone, replaced as a whole (contract). That it is an operation: contract; its length: assumed. */
export const patchCluster: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  checkPreconditions(headerOf(request.http, "if-match"), undefined, true, cluster.eTag);
  const { tags } = receiveBody("tags", request.apiVersion, bodyObject(request));
  refuseWhenBusy(cluster, "Updating", true);
  if (isObject(tags)) cluster.top = compact({ ...cluster.top, tags });
  const operation = runCluster(world, cluster, "Updating", {
    durationMs: ({ id }) => world.durations("cluster-tags", id),
    events: () => [],
  });
  return writtenCluster(world, request, cluster, operation, 200);
};
