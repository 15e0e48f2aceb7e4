import { applyConfiguration } from "../apply/managed-fields.js";
import { isObject, type Json, type JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { patched, patchTypes } from "../patch/patch.js";
import {
  createObject,
  deleteObject,
  metadataOf,
  updateObject,
  writerOf,
  type DeleteOptions,
  type WriteOptions,
} from "../registry/registry.js";
import { checkBody } from "../schema/check.js";
import { apiVersionOf, pods } from "../store/resources.js";
import { contentType, parseBody } from "./body.js";
import { sendJson, sendList, sendObject, type Call } from "./call.js";
import { deleteOptions, isDryRun } from "./delete-options.js";
import { matcherOf } from "./read.js";
import { badRequest, conflict, unsupportedMediaType } from "./status-error.js";

const applyTypes = ["application/apply-patch+yaml"];

export function createFromBody(call: Call, text: string): void {
  const body = checked(call, parseBody(text, contentType(call.request)));
  const metadata = metadataOf(body);
  if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== "")
    throw badRequest("resourceVersion should not be set on objects to be created");
  sendObject(call, 201, createObject(call.state, call.resource, call.namespace, body, writeOptions(call)));
}

export function replaceFromBody(call: Call, text: string): void {
  const body = checked(call, parseBody(text, contentType(call.request)));
  const name = metadataOf(body).name ?? "";
  if (name !== call.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
  const { state, resource, namespace } = call;
  sendObject(
    call,
    200,
    updateObject(state, resource, namespace, name, () => body, writeOptions(call)),
  );
}

export function patchFromBody(call: Call, text: string): void {
  const type = contentType(call.request);
  if (applyTypes.includes(type)) {
    applyFromBody(call, text);
    return;
  }
  const patchType = patchTypes.find((known) => known === type);
  if (patchType === undefined) throw unsupportedMediaType([...patchTypes, ...applyTypes]);
  const patch = parseBody(text, type);
  const { state, resource, namespace, name } = call;
  const change = (current: KubeObject) => checked(call, patched(resource.type, current, patchType, patch));
  sendObject(call, 200, updateObject(state, resource, namespace, name, change, writeOptions(call)));
}

function applyFromBody(call: Call, text: string): void {
  const { state, resource, namespace, name, query } = call;
  const manager = query.get("fieldManager") ?? "";
  if (manager === "")
    throw badRequest(
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    );
  const config = checked(call, parseBody(text, "application/yaml"));
  if (metadataOf(config).managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  if ((metadataOf(config).name ?? name) !== name)
    throw badRequest(
      `the name of the object (${metadataOf(config).name ?? ""}) does not match the name on the URL (${name})`,
    );
  const write: WriteOptions = { ...writeOptions(call), manager, applied: true };
  const writer = writerOf(state, resource, write);
  const isForced = query.get("force") === "true";
  const merge = (live: KubeObject | undefined) => applyConfiguration(resource.type, live, config, writer, isForced);
  if (state.store.get(resource, namespace, name) === undefined) {
    const { uid } = metadataOf(config);
    if (uid !== undefined)
      throw conflict(
        resource,
        name,
        `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
      );
    const made = merge(undefined);
    const body = { ...made, metadata: { ...metadataOf(made), name } };
    sendObject(call, 201, createObject(state, resource, namespace, body, write));
  } else sendObject(call, 200, updateObject(state, resource, namespace, name, merge, write));
}

/** Body of a write, held against the type; unknown members are refused, warned of or dropped, as `fieldValidation` says. */
export function checked(call: Pick<Call, "resource" | "namespace" | "query" | "warnings">, body: Json): JsonObject {
  const { resource } = call;
  const apiVersion = apiVersionOf(resource);
  if (!isObject(body)) throw badRequest("couldn't get version/kind; json parse error: not an object");
  const given = { apiVersion, kind: resource.kind, ...body };
  if (given.kind !== resource.kind)
    throw badRequest(`${given.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}`);
  if (given.apiVersion !== apiVersion)
    throw badRequest(
      `the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  const { value, unknown } = checkBody(resource.type, apiVersion, resource.kind, given);
  const texts = unknown.map((path) => `unknown field "${path}"`);
  const validation = call.query.get("fieldValidation") ?? "Warn";
  if (texts.length > 0 && validation === "Strict")
    throw badRequest(
      `${resource.kind} in version "${resource.version}" cannot be handled as a ${resource.kind}: strict decoding error: ${texts.join(", ")}`,
    );
  if (validation === "Warn") call.warnings.push(...texts);
  const namespace = metadataOf(value).namespace;
  if (namespace !== undefined && namespace !== "" && namespace !== call.namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  return value;
}

export function writeOptions(call: Call): WriteOptions {
  const agent = (call.request.headers["user-agent"] ?? "unknown").split("/")[0] ?? "unknown";
  return {
    manager: call.query.get("fieldManager") ?? agent,
    dryRun: isDryRun(call.query.getAll("dryRun")),
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

/** Delete options come as a body or as query parameters. */
function deletion(call: Call, text: string): DeleteOptions {
  const body = text === "" ? {} : parseBody(text, contentType(call.request));
  return { ...deleteOptions(call.query, isObject(body) ? body : {}), user: call.user, warnings: call.warnings };
}
