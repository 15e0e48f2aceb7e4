import type { ArmRequest, Reply } from "../../http/exchange.js";
import type { World } from "../../world.js";
import { clusterId, type Cluster } from "../cluster.js";
import { renderCluster } from "../render.js";
import { endState, runOperation, type CourseEvent, type Outcome } from "../run-operation.js";
import { newETag, operationHeaders } from "../start-operation.js";
import type { Operation } from "../../arm/operations.js";

/** What a cluster's operation is, besides its name. */
export interface ClusterCourse {
  readonly durationMs: (operation: Operation) => number;
  /** Its pools do not share its state meanwhile. */
  readonly isOfClusterAlone?: boolean;
  readonly events: (operation: Operation) => readonly CourseEvent[];
  /** Called before the states are set. */
  readonly onEnd?: (outcome: Outcome) => void;
}

/** Sets an operation of a cluster and all its pools going: they share its state until it ends. */
export function runCluster(
  world: World,
  cluster: Cluster,
  verb: string,
  course: ClusterCourse,
  resultStatus: 200 | 204 = 200,
): Operation {
  const operation = world.operations.start(
    cluster.location,
    verb,
    clusterId(world.subscriptionId, cluster),
    resultStatus,
  );
  cluster.state = verb;
  cluster.running = operation;
  for (const pool of cluster.pools.values()) {
    if (course.isOfClusterAlone === true) continue;
    pool.state = verb;
    if (verb !== "Creating") newETag(world, pool, operation, "start");
  }
  cluster.cancel = runOperation(world, operation, {
    durationMs: course.durationMs(operation),
    events: course.events(operation),
    onEnd: (outcome) => {
      cluster.running = undefined;
      cluster.cancel = undefined;
      course.onEnd?.(outcome);
      cluster.state = endState(outcome, false);
      newETag(world, cluster, operation, "end");
      for (const pool of cluster.pools.values()) {
        pool.state = endState(outcome, true);
        newETag(world, pool, operation, "end");
      }
    },
  });
  return operation;
}

/** The reply to a cluster's PUT or PATCH. */
export function writtenCluster(
  world: World,
  request: ArmRequest,
  cluster: Cluster,
  operation: Operation,
  status: number,
): Reply {
  return {
    status,
    headers: operationHeaders(world, operation, false),
    body: renderCluster(world.subscriptionId, cluster, { apiVersion: request.apiVersion, isClusterWrite: true }),
  };
}
