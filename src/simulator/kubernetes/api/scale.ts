import { stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import { selectorText } from "../objects/label-selector.js";
import type { KubeObject } from "../objects/objects.js";
import { asReplicaSet } from "../objects/workloads.js";
import { patched, patchTypes } from "../patch/patch.js";
import { updateObject } from "../registry/registry.js";
import type { Resource } from "../store/resources.js";
import { contentType, parseBody, parsePatch } from "./body.js";
import { sendJson, type Call } from "./call.js";
import { checked } from "./decode.js";
import { invalid, invalidObject } from "./field-error.js";
import { badRequest, methodNotAllowed, notFound, notModelled, restfulUnsupported } from "./status-error.js";
import { writeOptions } from "./write.js";

const scaleType = "io.k8s.api.autoscaling.v1.Scale";

/** Serves `.../NAME/scale`: the size of a Deployment or ReplicaSet as an `autoscaling/v1` Scale. */
export function serveScale(call: Call, text: string): void {
  const { state, resource, namespace, name, request } = call;
  const found = state.store.get(resource, namespace, name);
  if (found === undefined) throw notFound(resource, name);
  const send = (object: KubeObject) => {
    sendJson(call.response, 200, scaleOf(object), call.warnings);
  };
  if (request.method === "GET") {
    send(found);
    return;
  }
  const change = (current: KubeObject): JsonObject => scaled(current, changedScale(call, text, current));
  send(updateObject(state, resource, namespace, name, change, writeOptions(call)));
}

function changedScale(call: Call, text: string, current: KubeObject): JsonObject {
  const type = contentType(call.request);
  if (call.request.method === "PUT") return checkedScale(call, parseBody(text, type, "Scale"));
  if (call.request.method !== "PATCH") throw methodNotAllowed();
  if (type === "application/apply-patch+yaml") throw notModelled("server-side apply of a scale");
  const patchType = patchTypes.find((known) => known === type);
  if (patchType === undefined) throw restfulUnsupported();
  return checkedScale(
    call,
    patched(scaleType, scaleOf(current), patchType, parsePatch(text, "error decoding patch: ")),
  );
}

function checkedScale(call: Call, body: Json): JsonObject {
  const kind: Resource = { ...call.resource, group: "autoscaling", version: "v1", kind: "Scale", type: scaleType };
  const scale = checked({ ...call, resource: kind }, body);
  const name = stringOf(valueAt(scale, "metadata", "name"));
  if (name !== call.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  const replicas = valueAt(scale, "spec", "replicas") ?? 0;
  if (typeof replicas === "number" && replicas < 0)
    throw invalidObject("autoscaling", "Scale", name, [
      invalid("spec.replicas", replicas, "must be greater than or equal to 0"),
    ]);
  return scale;
}

/** The object with the size, and with the version on which the client insists. */
function scaled(current: KubeObject, scale: JsonObject): JsonObject {
  const replicas = valueAt(scale, "spec", "replicas") ?? 0;
  const resourceVersion = stringOf(valueAt(scale, "metadata", "resourceVersion"));
  const { spec } = asReplicaSet(current);
  return { ...current, metadata: { ...current.metadata, resourceVersion }, spec: { ...spec, replicas } };
}

function scaleOf(object: KubeObject): JsonObject {
  const { spec, status } = asReplicaSet(object);
  const { name, namespace = "", uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: spec.replicas === 0 ? {} : { replicas: spec.replicas },
    // A deployment that was not looked at yet has no number there.
    status: { replicas: valueAt(status, "replicas") ?? 0, selector: selectorText(spec.selector) },
  };
}
