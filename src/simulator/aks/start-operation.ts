import type { Operation, OperationError } from "../arm/operations.js";
import type { Reply } from "../http/exchange.js";
import { anotherOperation } from "../faults/request-faults.js";
import { providerError } from "../arm/errors.js";
import type { World } from "../world.js";
import type { Cluster } from "./cluster.js";
import { powerOf } from "./power-state.js";

/** Headers of a long operation's first reply: never Retry-After; `Location` only where recorded (not on PUT). */
export function operationHeaders(world: World, operation: Operation, hasLocation: boolean): Record<string, string> {
  const url = (part: "operations" | "operationresults") =>
    world.operations.url(world.endpoint, world.subscriptionId, operation, part);
  return {
    "azure-asyncoperation": url("operations"),
    ...(hasLocation ? { location: url("operationresults") } : {}),
  };
}

export function accepted(world: World, operation: Operation): Reply {
  return { status: 202, headers: operationHeaders(world, operation, true) };
}

/** How an operation ends that a deletion preempts. Code and text: AKS's list of errors. */
export function preemptedBy(operation: Operation | undefined): OperationError {
  const by = operation === undefined ? "" : ` with ID ${operation.id}`;
  return {
    code: "AKSOperationPreemptedByDelete",
    message: `This operation has been preempted by another operation${by}`,
  };
}

/** One operation at a time on a cluster and its pools (as seen in practice). Texts: AKS error reference. */
export function refuseWhenBusy(cluster: Cluster, verb: string, isClusterWrite: boolean): void {
  refuseWhenClusterBusy(cluster, verb);
  for (const pool of cluster.pools.values()) {
    // A machine's own operation holds off those of pools and clusters as its pool's would (assumed).
    const running = pool.running ?? pool.machines.find(({ single }) => single?.running !== undefined)?.single?.running;
    if (running === undefined) continue;
    throw providerError(
      409,
      "OperationNotAllowed",
      isClusterWrite
        ? `Managed Cluster operation is not allowed: Another operation (${running.verb}) is in progress on agent ` +
            `pool (${pool.name}), please wait for it to finish before starting a new operation. ` +
            `See https://aka.ms/aks-pending-operation for more details`
        : `Operation is not allowed: Another agentpool operation (${pool.name} - ${running.verb}) is in progress, ` +
            `please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details`,
    );
  }
}

/** The same, of operations on the cluster itself. */
export function refuseWhenClusterBusy(cluster: Cluster, verb: string): void {
  if (cluster.state === "Deleting") {
    throw providerError(
      409,
      "OperationNotAllowed",
      `Unable to perform '${verb}' operation on '${cluster.name}' since deletion was issued`,
    );
  }
  if (cluster.running !== undefined) throw anotherOperation(cluster.running.verb);
  refuseWhenStopped(cluster, verb);
}

/**
 * Of a stopped cluster only a start and a deletion are done (AKS documentation). Text: public issue of 2021, read for
 * `stopping`; its use for other operations is assumed.
 */
function refuseWhenStopped(cluster: Cluster, verb: string): void {
  if (powerOf(cluster.properties) !== "Stopped" || verb === "Starting") return;
  throw wrongPower(cluster, verb);
}

export function wrongPower(cluster: Cluster, verb: string) {
  const power = powerOf(cluster.properties);
  return providerError(
    400,
    "BadRequest",
    `managed cluster is in Provisioning State(${cluster.state}) and Power State(${power}), ${verb.toLowerCase()} ` +
      `cannot be performed`,
  );
}

/** Both headers answered with 412, as the AKS documentation of eTags has it (2024-06). */
export function checkPreconditions(
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
  exists: boolean,
  eTag: string | undefined,
): void {
  if (ifNoneMatch !== undefined && ifNoneMatch !== "*") {
    throw providerError(400, "BadRequest", "The If-None-Match header can only be empty or '*'.");
  }
  if (ifMatch !== undefined && ifNoneMatch !== undefined) {
    throw providerError(400, "BadRequest", "If-Match and If-None-Match cannot be used at the same time.");
  }
  if (ifNoneMatch === "*" && exists) {
    throw providerError(412, "PreconditionFailed", "If-None-Match is '*' and the resource already exists.");
  }
  if (ifMatch !== undefined && !exists) {
    throw providerError(
      412,
      "PreconditionFailed",
      "Resource not found but ETag header is provided. If this is a request to create, please do not provide ETag.",
    );
  }
  if (ifMatch !== undefined && ifMatch !== "*" && ifMatch.replaceAll('"', "") !== eTag) {
    throw providerError(412, "PreconditionFailed", "The eTag in If-Match is not the resource's latest.");
  }
}

export function newETag(
  world: World,
  what: { readonly name: string; eTag: string | undefined },
  operation: Operation,
  moment: string,
): void {
  what.eTag = world.random.fork(`etag/${operation.id}/${what.name}/${moment}`).guid();
}
