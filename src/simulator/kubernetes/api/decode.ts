import { isObject, stringOf, type Json, type JsonObject } from "../objects/json.js";
import { metadataOf } from "../registry/registry.js";
import { decodeBody, DecodeError } from "../schema/check.js";
import { withoutGoZeros } from "../schema/go-zeros.js";
import { apiVersionOf, storedResources, type Resource } from "../store/resources.js";
import { contentType, parseBody } from "./body.js";
import type { Call } from "./call.js";
import { badRequest } from "./status-error.js";
import { strictFaults } from "./strict-faults.js";

/** What reading a body needs to know of its request. */
export type Reading = Pick<Call, "resource" | "namespace" | "query" | "warnings" | "request">;

/** Body of a create or update, held against its type; members that are unknown or there twice are refused, warned of or dropped. */
export function decoded(call: Reading, text: string): JsonObject {
  const type = contentType(call.request);
  const body = parseBody(text, type, call.resource.kind);
  return checked(call, body, (unknown) => strictFaults(text, type.endsWith("yaml"), unknown));
}

/** Same for a body that is parsed; `faults` makes texts of its unknown members. */
export function checked(
  call: Omit<Reading, "request">,
  body: Json,
  faults: (unknown: readonly string[]) => readonly string[] = (unknown) =>
    unknown.map((path) => `unknown field "${path}"`),
): JsonObject {
  const { resource, query } = call;
  if (!isObject(body)) throw badRequest("couldn't get version/kind; json parse error: not an object");
  const apiVersion = stringOf(body["apiVersion"]) || apiVersionOf(resource);
  const kind = stringOf(body["kind"]) || resource.kind;
  const shortVersion = apiVersion.split("/").at(-1) ?? "";
  const refuse = (message: string) =>
    badRequest(`${kind} in version "${shortVersion}" cannot be handled as a ${resource.kind}: ${message}`);
  try {
    const { value, unknown } = decodeAs(resource, { ...body, apiVersion, kind });
    const validation = validationOf(query);
    const texts = validation === "Ignore" ? [] : faults(unknown);
    if (texts.length > 0 && validation === "Strict") throw refuse(`strict decoding error: ${texts.join(", ")}`);
    call.warnings.push(...texts);
    requireNamespace(call, value);
    return value;
  } catch (error) {
    throw error instanceof DecodeError ? refuse(error.message) : error;
  }
}

/** The object that a body stands for. Throws a DecodeError for one of another kind or with members of wrong types. */
export function decodeAs(resource: Resource, body: JsonObject, isConverted = false) {
  const apiVersion = apiVersionOf(resource);
  const kind = stringOf(body["kind"]);
  const givenVersion = stringOf(body["apiVersion"]);
  if (kind !== resource.kind || givenVersion !== apiVersion)
    throw new DecodeError(otherKind(resource, givenVersion, kind));
  const { value, unknown } = decodeBody(resource.type, body, isConverted);
  return { value: withoutGoZeros(resource.type, apiVersion, resource.kind, value), unknown };
}

/** `Strict`, `Warn` (the default) or `Ignore`. */
export const validationOf = (query: URLSearchParams) => query.get("fieldValidation") || "Warn";

/** Throws 400 where an object says it is of another namespace than the request's. */
export function requireNamespace({ namespace }: Pick<Call, "namespace">, value: JsonObject): void {
  const own = metadataOf(value).namespace ?? "";
  if (own !== "" && own !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

/** Kinds that the API server knows are converted, in vain; the others it has never heard of. */
function otherKind(resource: Resource, apiVersion: string, kind: string): string {
  const isKnown = storedResources.some((item) => item.kind === kind && apiVersionOf(item) === apiVersion);
  if (!isKnown) return notRegistered(apiVersion, kind);
  const area = resource.group === "" ? "core" : (resource.group.split(".")[0] ?? "");
  const version = apiVersion.split("/").at(-1) ?? "";
  return `converting (${version}.${kind}) to (${area}.${resource.kind}): unknown conversion`;
}

/** The line is where Kubernetes 1.35.4 makes its scheme. */
export const notRegistered = (apiVersion: string, kind: string) =>
  `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:111"`;
