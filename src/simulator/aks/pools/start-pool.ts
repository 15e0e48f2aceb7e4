import type { Operation } from "../../arm/operations.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import type { JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { renderPool, type RenderOptions } from "../render.js";
import { runResource, type ResourceCourse } from "../run-resource.js";
import { operationHeaders } from "../start-operation.js";
import { poolId } from "./find-pool.js";

/** Sets a pool's operation going. */
export function runPool(
  world: World,
  cluster: Cluster,
  pool: Pool,
  verb: string,
  course: ResourceCourse,
  resultStatus: 200 | 204 = 200,
): Operation {
  const operation = world.operations.start(cluster.location, verb, poolId(world, cluster, pool), resultStatus);
  runResource(world, pool, operation, course, true);
  return operation;
}

/** The reply to a pool's PUT: the pool, `Azure-AsyncOperation` alone. */
export function putReply(
  world: World,
  request: ArmRequest,
  cluster: Cluster,
  pool: Pool,
  operation: Operation,
  status: number,
): Reply {
  return {
    status,
    headers: operationHeaders(world, operation, false),
    body: writtenPool(world, cluster, pool, request),
  };
}

/** A pool as replies to writes show it: of one that is being stopped the count that is to come (recorded 2023). */
export function writtenPool(world: World, cluster: Cluster, pool: Pool, options: RenderOptions): JsonObject {
  const shown = pool.state === "Stopping" ? { ...pool, properties: { ...pool.properties, count: 0 } } : pool;
  return renderPool(world.subscriptionId, cluster, shown, options);
}
