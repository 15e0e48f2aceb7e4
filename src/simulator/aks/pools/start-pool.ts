import type { ArmRequest, Reply } from "../../http/exchange.js";
import type { World } from "../../world.js";
import type { Cluster, Pool } from "../cluster.js";
import { renderPool } from "../render.js";
import { preempter, runOperation, type Course } from "../run-operation.js";
import { newETag, operationHeaders } from "../start-operation.js";
import { poolId } from "./find-pool.js";

/** Sets a pool's operation going and answers as its PUT does: the pool, `Azure-AsyncOperation` alone. */
export function startPool(
  world: World,
  request: ArmRequest,
  cluster: Cluster,
  pool: Pool,
  verb: string,
  status: number,
  course: Pick<Course, "durationMs" | "events">,
): Reply {
  const operation = world.operations.start(cluster.location, verb, 200);
  pool.state = verb;
  pool.running = operation;
  newETag(world, pool, operation, "start");
  pool.preempt = preempter(
    runOperation(world, operation, {
      ...course,
      resourceId: poolId(world, cluster, pool),
      onEnd: ({ ok, isPoolFailed }) => {
        pool.running = undefined;
        pool.preempt = undefined;
        pool.state = ok && !isPoolFailed ? "Succeeded" : "Failed";
        newETag(world, pool, operation, "end");
      },
    }),
  );
  return {
    status,
    headers: operationHeaders(world, operation, false),
    body: renderPool(world.subscriptionId, cluster, pool, request),
  };
}
