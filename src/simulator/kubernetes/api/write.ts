import { createObject, deleteObject, metadataOf, updateObject, type DeleteOptions } from "../registry/registry.js";
import type { WriteOptions } from "../registry/write-options.js";
import { pods } from "../store/resources.js";
import { contentType } from "./body.js";
import { sendJson, sendList, sendObject, type Call } from "./call.js";
import { decoded } from "./decode.js";
import { deleteOptionsOf, queriedDeleteOptions } from "./delete-options.js";
import { matcherOf } from "./read.js";
import { badRequest, StatusError } from "./status-error.js";
import { checkWriteOptions } from "./write-options.js";

export function createFromBody(call: Call, text: string): void {
  checkWriteOptions(call.query, "Create");
  const body = decoded(call, text);
  if ((metadataOf(body).resourceVersion ?? "") !== "")
    throw new StatusError(500, "", "resourceVersion should not be set on objects to be created");
  sendObject(call, 201, createObject(call.state, call.resource, call.namespace, body, writeOptions(call)));
}

export function replaceFromBody(call: Call, text: string): void {
  checkWriteOptions(call.query, "Update");
  const body = decoded(call, text);
  const name = metadataOf(body).name ?? "";
  if (name !== call.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  const { state, resource, namespace } = call;
  sendObject(
    call,
    200,
    updateObject(state, resource, namespace, name, () => body, { ...writeOptions(call), replaces: true }),
  );
}

export function writeOptions(call: Call): WriteOptions {
  const agent = (call.request.headers["user-agent"] ?? "unknown").split("/")[0] ?? "unknown";
  return {
    manager: call.query.get("fieldManager") ?? agent,
    dryRun: call.query.has("dryRun"),
    subresource: call.subresource,
    user: call.user,
    warnings: call.warnings,
  };
}

export function deleteOne(call: Call, text: string): void {
  const { object, isGone } = deleteObject(call.state, call.resource, call.namespace, call.name, deletion(call, text));
  if (call.resource.plural === pods.plural || !isGone) {
    sendObject(call, 200, object);
    return;
  }
  const { group, plural } = call.resource;
  sendJson(call.response, 200, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: call.name, ...(group === "" ? {} : { group }), kind: plural, uid: object.metadata.uid },
  });
}

export function deleteMany(call: Call, text: string): void {
  const { state, resource } = call;
  const wanted = state.store.list(resource, call.namespace || undefined).filter(matcherOf(call));
  const how = deletion(call, text);
  const gone = wanted.map(
    ({ metadata }) => deleteObject(state, resource, metadata.namespace ?? "", metadata.name, how).object,
  );
  sendList(call, gone, { resourceVersion: String(state.store.version) });
}

/** Delete options come as a body, else as query parameters. */
function deletion(call: Call, text: string): DeleteOptions {
  const options = text === "" ? queriedDeleteOptions(call.query) : deleteOptionsOf(text, contentType(call.request));
  return { ...options, user: call.user, warnings: call.warnings };
}
