import type { Operation } from "../../arm/operations.js";
import type { ArmRequest, Reply } from "../../http/exchange.js";
import type { JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { renderPool, type RenderOptions } from "../render.js";
import { endState, runOperation, type CourseEvent, type Outcome } from "../run-operation.js";
import { newETag, operationHeaders } from "../start-operation.js";
import { poolId } from "./find-pool.js";

/** What a pool's operation is, besides its name. */
export interface PoolCourse {
  readonly durationMs: number;
  readonly events: readonly CourseEvent[];
  /** Called before the state is set. */
  readonly onEnd?: (outcome: Outcome) => void;
}

/** Sets a pool's operation going. */
export function runPool(
  world: World,
  cluster: Cluster,
  pool: Pool,
  verb: string,
  course: PoolCourse,
  resultStatus: 200 | 204 = 200,
): Operation {
  const operation = world.operations.start(cluster.location, verb, poolId(world, cluster, pool), resultStatus);
  pool.state = verb;
  pool.running = operation;
  newETag(world, pool, operation, "start");
  pool.cancel = runOperation(world, operation, {
    durationMs: course.durationMs,
    events: course.events,
    onEnd: (outcome) => {
      pool.running = undefined;
      pool.cancel = undefined;
      course.onEnd?.(outcome);
      pool.state = endState(outcome, true);
      newETag(world, pool, operation, "end");
    },
  });
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
