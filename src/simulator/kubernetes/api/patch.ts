import { applyConfiguration } from "../apply/managed-fields.js";
import { typedFaults } from "../apply/typed.js";
import { goValue } from "../objects/go-text.js";
import { stringOf, type Json, type JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { patched, patchTypes, type PatchType } from "../patch/patch.js";
import { createObject, metadataOf, updateObject } from "../registry/registry.js";
import { writerOf } from "../registry/tracking.js";
import type { WriteOptions } from "../registry/write-options.js";
import { decodeBody, DecodeError } from "../schema/check.js";
import { withoutGoZeros } from "../schema/go-zeros.js";
import { apiVersionOf } from "../store/resources.js";
import { contentType, parseApplied, parsePatch } from "./body.js";
import { sendObject, type Call } from "./call.js";
import { decodeAs, requireNamespace, validationOf } from "./decode.js";
import { invalid, invalidObject } from "./field-error.js";
import { badRequest, conflict, restfulUnsupported, StatusError } from "./status-error.js";
import { strictFaults } from "./strict-faults.js";
import { checkWriteOptions } from "./write-options.js";
import { writeOptions } from "./write.js";

const applyType = "application/apply-patch+yaml";

export function patchFromBody(call: Call, text: string): void {
  const type = contentType(call.request);
  const patchType = patchTypes.find((known) => known === type);
  if (type !== applyType && patchType === undefined) throw restfulUnsupported();
  checkWriteOptions(call.query, "Patch", type === applyType);
  if (patchType === undefined) {
    applyFromBody(call, text);
    return;
  }
  const { state, resource, namespace, name } = call;
  const patch = parsePatch(
    text,
    patchType === "application/strategic-merge-patch+json" ? "" : "error decoding patch: ",
  );
  const change = (current: KubeObject) => changed(call, current, patchType, patch, text);
  sendObject(call, 200, updateObject(state, resource, namespace, name, change, writeOptions(call)));
}

/** The object after a patch. What is wrong with it is a 422 that shows it (of a strategic merge patch the patch alone). */
function changed(call: Call, current: KubeObject, type: PatchType, patch: Json, text: string): JsonObject {
  const isStrategic = type === "application/strategic-merge-patch+json";
  const result = patched(call.resource.type, current, type, patch);
  const refuse = (message: string) =>
    invalidObject("", "", "", [invalid("patch", isStrategic ? goValue(patch) : JSON.stringify(result), message)]);
  try {
    const { value, unknown } = decodeAs(call.resource, result, isStrategic);
    const validation = validationOf(call.query);
    const texts = validation === "Ignore" ? [] : strictFaults(text, false, unknown);
    if (texts.length > 0 && validation === "Strict") throw refuse(`strict decoding error: ${texts.join(", ")}`);
    call.warnings.push(...texts);
    requireSame(call, value);
    return value;
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error;
  }
}

function applyFromBody(call: Call, text: string): void {
  const { state, resource, namespace, name, query } = call;
  const config = parseApplied(text);
  const write: WriteOptions = { ...writeOptions(call), manager: query.get("fieldManager") ?? "", applied: true };
  const writer = writerOf(state, resource, write);
  const isForced = query.get("force") === "true";
  const merge = (live: KubeObject | undefined): JsonObject => {
    const applied = typedConfiguration(call, config);
    const merged = applyConfiguration(resource.type, live, applied, writer, isForced);
    const result = withoutGoZeros(resource.type, apiVersionOf(resource), resource.kind, merged);
    const validation = validationOf(query);
    const faults = validation === "Ignore" ? [] : strictFaults(text, true, []);
    if (faults.length > 0 && validation === "Strict")
      throw badRequest(`error strict decoding YAML: ${faults.join("")}`);
    call.warnings.push(...faults);
    requireSame(call, { ...result, metadata: { ...metadataOf(result), name: metadataOf(applied).name ?? name } });
    return result;
  };
  if (state.store.get(resource, namespace, name) !== undefined) {
    sendObject(call, 200, updateObject(state, resource, namespace, name, merge, write));
    return;
  }
  const made = merge(undefined);
  const { uid } = metadataOf(made);
  if (uid !== undefined)
    throw conflict(
      resource,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  const body = { ...made, metadata: { ...metadataOf(made), name } };
  sendObject(call, 201, createObject(state, resource, namespace, body, write));
}

/** The configuration as an object of its type. Throws 400 for another kind, 500 for members that the type has not. */
function typedConfiguration(call: Call, config: JsonObject): JsonObject {
  const { resource } = call;
  const apiVersion = stringOf(config["apiVersion"]);
  const kind = stringOf(config["kind"]);
  const gvk = `${apiVersion.includes("/") ? "" : "/"}${apiVersion}, Kind=${kind}`;
  if (apiVersion !== apiVersionOf(resource) || kind !== resource.kind) throw badRequest(`invalid object type: ${gvk}`);
  const { managedFields, name = "", namespace = "" } = metadataOf(config);
  if (managedFields !== undefined) throw badRequest("metadata.managedFields must be nil");
  const subject = `${namespace}/${name}; ${gvk.replace(/^\//, "")}`;
  const faults = typedFaults(resource.type, config);
  if (faults !== undefined)
    throw new StatusError(500, "", `failed to create typed patch object (${subject}): ${faults}`);
  try {
    return decodeBody(resource.type, config, true).value;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const why = `unable to convert unstructured object to ${gvk.replace(/^\//, "")}: ${error.message}`;
    throw new StatusError(500, "", `failed to convert new object (${subject}) to proper version: ${why}`);
  }
}

/** Name and namespace of what comes out must be those of the request. */
function requireSame(call: Call, value: JsonObject): void {
  requireNamespace(call, value);
  const { name = "" } = metadataOf(value);
  if (name !== call.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${call.name})`);
}
