import { bodyObject, nameOf, type ArmHandler } from "../../arm/context.js";
import { dotnetTime } from "../../arm/operations.js";
import { anotherOperation } from "../../faults/request-faults.js";
import { headerOf, type Reply } from "../../http/exchange.js";
import { isObject, objectAt, textAt, type JsonObject } from "../../json.js";
import type { World } from "../../world.js";
import type { Cluster, SubResource } from "../cluster.js";
import { receiveBody } from "../contract/receive-body.js";
import { invalid } from "../invalid.js";
import { parentOf } from "../pools/find-pool.js";
import { runOperation } from "../run-operation.js";
import { checkPreconditions, newETag, operationHeaders, refuseWhenBusy } from "../start-operation.js";
import { renderSubResource, subResourceId, subResourceKey, typed } from "./render-sub-resource.js";
import type { SubResourceKind } from "./sub-resource-kind.js";

/** What is there is replaced as a whole (recorded of JWT authenticators, else assumed). */
export const putSubResource =
  (kind: SubResourceKind): ArmHandler =>
  (world, request) => {
    const cluster = parentOf(world, request, "write", kind.type);
    const name = nameOf(request, "name");
    if (kind.onlyName !== undefined && name.toLowerCase() !== kind.onlyName) {
      // Code and text: assumed.
      throw invalid("name", `'${name}' is not '${kind.onlyName}'`);
    }
    const key = subResourceKey(kind, name);
    const existing = cluster.subResources.get(key);
    const ifMatch = headerOf(request.http, "if-match");
    checkPreconditions(ifMatch, headerOf(request.http, "if-none-match"), existing !== undefined, existing?.eTag);
    const body = receiveBody(kind.root, request.apiVersion, bodyObject(request));
    const sent = objectAt(body, "properties");
    const properties = kind.complete?.(sent, { world, cluster, name }) ?? sent;
    const verb = existing === undefined ? (kind.newState ?? "Creating") : "Updating";
    if (kind.operation !== undefined) {
      if (existing?.running !== undefined) throw anotherOperation(existing.running.verb);
      refuseWhenBusy(cluster, verb, false);
    }
    const written = existing ?? newSubResource(kind, name);
    written.properties = properties;
    if (kind.isTracked === true)
      written.top = trackedTop(world, cluster, body, written.top, request.principal.clientId);
    cluster.subResources.set(key, written);
    const headers = kind.operation === undefined ? {} : run(world, cluster, kind, written, verb);
    const reply: Reply = {
      status: existing === undefined ? (kind.newStatus ?? 201) : (kind.changedStatus ?? 200),
      headers,
      body: renderSubResource(world, cluster, kind, written, request.apiVersion),
    };
    return typed(kind, reply);
  };

function trackedTop(
  world: World,
  cluster: Cluster,
  body: JsonObject,
  before: JsonObject,
  clientId: string,
): JsonObject {
  const at = dotnetTime(world.clock.now());
  const made = isObject(before["systemData"])
    ? before["systemData"]
    : { createdBy: clientId, createdByType: "Application", createdAt: at };
  return {
    location: textAt(body, "location") || cluster.location,
    tags: body["tags"] ?? before["tags"],
    systemData: { ...made, lastModifiedBy: clientId, lastModifiedByType: "Application", lastModifiedAt: at },
  };
}

function newSubResource({ type }: SubResourceKind, name: string): SubResource {
  return {
    name,
    type,
    top: {},
    properties: {},
    state: undefined,
    eTag: undefined,
    running: undefined,
    cancel: undefined,
  };
}

/** Sets the operation of a write going; the headers of the reply. */
function run(
  world: World,
  cluster: Cluster,
  kind: SubResourceKind,
  written: SubResource,
  verb: string,
): Record<string, string> {
  const resourceId = subResourceId(world, cluster, kind, written.name);
  const operation = world.operations.start(cluster.location, verb, resourceId);
  written.state = verb;
  written.running = operation;
  newETag(world, written, operation, "start");
  const duration = kind.operation?.write ?? "role-binding";
  written.cancel = runOperation(world, operation, {
    durationMs: world.durations(duration, `${resourceId}/${world.clock.now()}`),
    events: [],
    onEnd: ({ status }) => {
      written.running = undefined;
      written.cancel = undefined;
      written.state = status;
      newETag(world, written, operation, "end");
    },
  });
  return kind.writeHeaders === "none" ? {} : operationHeaders(world, operation, kind.writeHeaders === "both");
}
