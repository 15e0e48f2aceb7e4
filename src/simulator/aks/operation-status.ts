import { nameOf, type ArmHandler } from "../arm/context.js";
import { providerError } from "../arm/errors.js";
import { isEnded, operationBody, type Operation } from "../arm/operations.js";
import type { ArmRequest } from "../http/exchange.js";
import type { World } from "../world.js";
import { clusterId } from "./cluster.js";
import { findCluster } from "./clusters/find-cluster.js";
import { findPool, parentOf, poolId } from "./pools/find-pool.js";
import { operationHeaders } from "./start-operation.js";

function findOperation(world: World, request: ArmRequest): Operation {
  return found(world.operations.find(nameOf(request, "operation")));
}

function found(operation: Operation | undefined): Operation {
  // What AKS says to an id it does not know was not recorded.
  if (operation === undefined) throw providerError(404, "NotFound", "The operation was not found.");
  return operation;
}

export const operationStatus: ArmHandler = (world, request) => ({
  status: 200,
  body: operationBody(findOperation(world, request)),
});

/** 202 while it runs, then 204 with its own Location and a content type still (recorded). */
export const operationResult: ArmHandler = (world, request) => {
  const operation = findOperation(world, request);
  const { location = "" } = operationHeaders(world, operation, true);
  if (!isEnded(operation)) {
    return operation.isResultShown
      ? { status: 202, headers: { location }, body: runningResult(world, operation) }
      : { status: 202, headers: operationHeaders(world, operation, true) };
  }
  return { status: operation.resultStatus, headers: { location }, isTypedEmpty: true };
};

/** A lease of six hours, whatever it is for (recorded 2025-11, of deployment safeguards). */
const leaseMs = 6 * 3_600_000;

function runningResult(world: World, operation: Operation) {
  return {
    ...operationBody(operation),
    status: "InProgress",
    progress: { currentStep: "" },
    leasedUntil: new Date(operation.startMs + leaseMs).toISOString(),
    etag: world.random.fork(`operation-result/${operation.id}`).guid(),
  };
}

/**
 * `managedClusters/{c}/operations[/{id}]`, its pools' likewise: previews (`az aks operation show-latest` asks for the id
 * `latest`). Shape: contract of 2024-06-02-preview and its examples; percentComplete by time alone (assumed).
 */
export const listClusterOperations: ArmHandler = (world, request) => {
  const id = clusterId(world.subscriptionId, findCluster(world, request));
  const body = { value: [...world.operations.ofResource(id)].map((operation) => resourceOperation(world, operation)) };
  return { status: 200, body };
};

export const getClusterOperation: ArmHandler = (world, request) =>
  operationOf(world, request, clusterId(world.subscriptionId, findCluster(world, request)));

export const getPoolOperation: ArmHandler = (world, request) => {
  const cluster = parentOf(world, request, "read");
  return operationOf(world, request, poolId(world, cluster, findPool(world, cluster, nameOf(request, "pool"))));
};

function operationOf(world: World, request: ArmRequest, resourceId: string) {
  const wanted = nameOf(request, "operation").toLowerCase();
  const all = world.operations.ofResource(resourceId);
  const operation = wanted === "latest" ? all.at(-1) : all.find(({ id }) => id === wanted);
  return { status: 200, body: resourceOperation(world, found(operation)) };
}

function resourceOperation(world: World, operation: Operation) {
  const { id, resourceId, startMs, dueMs } = operation;
  const share = dueMs === startMs ? 1 : (world.clock.now() - startMs) / (dueMs - startMs);
  return {
    id: `${resourceId}/operations/${id}`,
    ...operationBody(operation),
    status: isEnded(operation) ? operation.status : "InProgress",
    ...(isEnded(operation) ? {} : { percentComplete: Math.min(99, Math.round(100 * share)) }),
  };
}
