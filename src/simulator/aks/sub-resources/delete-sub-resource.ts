import { nameOf, type ArmHandler } from "../../arm/context.js";
import { headerOf, type Reply } from "../../http/exchange.js";
import { parentOf } from "../pools/find-pool.js";
import { runOperation } from "../run-operation.js";
import { checkPreconditions, newETag, operationHeaders, preemptedBy, refuseWhenBusy } from "../start-operation.js";
import { renderSubResource, subResourceId, subResourceKey, typed } from "./render-sub-resource.js";
import type { SubResourceKind } from "./sub-resource-kind.js";

/** 204 when there is nothing (contract); what runs on it is preempted, as with pools (assumed). */
export const deleteSubResource =
  (kind: SubResourceKind): ArmHandler =>
  (world, request) => {
    const cluster = parentOf(world, request, "delete", kind.type);
    const key = subResourceKey(kind, nameOf(request, "name"));
    const found = cluster.subResources.get(key);
    if (found === undefined) return { status: 204 };
    checkPreconditions(headerOf(request.http, "if-match"), undefined, true, found.eTag);
    if (kind.operation === undefined) {
      cluster.subResources.delete(key);
      return { status: 200 };
    }
    refuseWhenBusy(cluster, "Deleting", false);
    const resourceId = subResourceId(world, cluster, kind, found.name);
    const operation =
      found.state === "Deleting" && found.running !== undefined
        ? found.running
        : world.operations.start(cluster.location, "Deleting", resourceId, 204);
    if (operation !== found.running) {
      found.cancel?.(preemptedBy(operation));
      found.state = "Deleting";
      found.running = operation;
      // Recorded of deployment safeguards; of others that are polled there alone: assumed.
      operation.isResultShown = kind.deleteReply.headers === "location" && !kind.deleteReply.hasBody;
      newETag(world, found, operation, "start");
      found.cancel = runOperation(world, operation, {
        durationMs: world.durations(kind.operation.delete, `${resourceId}/${world.clock.now()}`),
        events: [],
        onEnd: ({ status }) => {
          found.running = undefined;
          found.cancel = undefined;
          if (status === "Succeeded") cluster.subResources.delete(key);
          else found.state = status;
        },
      });
    }
    const { location = "", ...others } = operationHeaders(world, operation, true);
    const reply: Reply = {
      status: 202,
      headers: { ...(kind.deleteReply.headers === "both" ? others : {}), location },
    };
    if (!kind.deleteReply.hasBody) return kind.isCharsetNamed ? typed(kind, { ...reply, isTypedEmpty: true }) : reply;
    return typed(kind, { ...reply, body: renderSubResource(world, cluster, kind, found, request.apiVersion) });
  };
