import { nameOf, type ArmHandler } from "../arm/context.js";
import { providerError } from "../arm/errors.js";
import type { OperationError } from "../arm/operations.js";
import type { ArmRequest, Reply } from "../http/exchange.js";
import type { JsonObject } from "../json.js";
import type { World } from "../world.js";
import { clusterId, type Cluster, type Pool } from "./cluster.js";
import { findCluster } from "./clusters/find-cluster.js";
import { findPool, parentOf, poolId } from "./pools/find-pool.js";
import { writtenPool } from "./pools/start-pool.js";
import { renderCluster } from "./render.js";
import { operationHeaders } from "./start-operation.js";

/** Recorded 2025-10 at the end of an operation that was aborted. */
const aborted: OperationError = { code: "Canceled", message: "Operation is being canceled by user" };

export const abortCluster: ArmHandler = (world, request) => {
  const cluster = findCluster(world, request);
  const body = renderCluster(world.subscriptionId, cluster, request);
  return abort(world, cluster, cluster, clusterId(world.subscriptionId, cluster), body);
};

export const abortPool: ArmHandler = (world, request: ArmRequest) => {
  const cluster = parentOf(world, request, "write");
  const pool = findPool(world, cluster, nameOf(request, "pool"));
  return abort(world, cluster, pool, poolId(world, cluster, pool), writtenPool(world, cluster, pool, request));
};

/**
 * Recorded 2023 and 2024: 202 with the resource as it was (its state not yet Canceling) and both headers; the abort is
 * an operation of its own that succeeds after some seconds, its result 204; then the resource is Canceled. Canceling in
 * between: documented. What the aborted operation has done so far stays (documented), what it was to do is not done.
 */
function abort(world: World, cluster: Cluster, target: Cluster | Pool, resourceId: string, body: JsonObject): Reply {
  const { running, cancel } = target;
  if (running === undefined || cancel === undefined || target.state === "Canceling") {
    // Status: documented, for an operation that ended before; code and text: ours.
    const text = `There is no operation on '${target.name}' that could be aborted (this text is the local Azure's own).`;
    throw providerError(409, "OperationNotAllowed", text);
  }
  const operation = world.operations.start(cluster.location, "Canceling", resourceId, 204);
  const durationMs = world.durations("abort", operation.id);
  operation.dueMs = world.clock.now() + durationMs;
  target.state = "Canceling";
  world.log(`Canceling ${resourceId}: started, operation ${operation.id}`);
  world.clock.after(durationMs, () => {
    operation.status = "Succeeded";
    operation.endMs = world.clock.now();
    world.log(`Canceling ${resourceId}: Succeeded`);
    if (target.running === running) cancel(aborted);
  });
  return { status: 202, headers: operationHeaders(world, operation, true), body };
}
