import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { propagations, type Propagation } from "../registry/propagation.js";
import type { DeleteOptions } from "../registry/registry.js";
import { invalid, invalidObject, notSupported, type FieldError } from "./field-error.js";
import { badRequest } from "./status-error.js";

/** `meta.k8s.io/v1` DeleteOptions, of which some may come as query parameters. Throws 400 or 422. */
export function deleteOptions(query: URLSearchParams, body: JsonObject): DeleteOptions {
  const preconditions = isObject(body["preconditions"]) ? body["preconditions"] : {};
  const inQuery = query.get("gracePeriodSeconds");
  const grace = inQuery === null ? body["gracePeriodSeconds"] : Number(inQuery);
  const textOf = (value: Json | undefined) => (typeof value === "string" ? value : undefined);
  const dryRun = Array.isArray(body["dryRun"]) ? body["dryRun"].map(String) : query.getAll("dryRun");
  return {
    gracePeriodSeconds: typeof grace === "number" ? grace : undefined,
    uid: textOf(preconditions["uid"]),
    resourceVersion: textOf(preconditions["resourceVersion"]),
    propagation: propagationOf(query, body),
    dryRun: isDryRun(dryRun),
  };
}

export function isDryRun(values: readonly string[]): boolean {
  if (values.some((value) => value !== "All"))
    throw badRequest(`dryRun: Unsupported value: ${JSON.stringify(values[0] ?? "")}: supported values: "All"`);
  return values.length > 0;
}

/** `propagationPolicy`, or the older `orphanDependents`. */
function propagationOf(query: URLSearchParams, body: JsonObject): Propagation | undefined {
  const policy = textAt(query, body, "propagationPolicy");
  const orphans = textAt(query, body, "orphanDependents");
  if (orphans !== undefined && policy !== undefined) throw invalidOptions(bothSet(policy));
  if (orphans !== undefined) return orphans === "true" ? "Orphan" : "Background";
  if (policy === undefined) return undefined;
  const found = propagations.find((known) => known === policy);
  if (found === undefined) throw invalidOptions(notSupported("propagationPolicy", policy, policyNames));
  return found;
}

function textAt(query: URLSearchParams, body: JsonObject, name: string): string | undefined {
  const value = query.get(name) ?? body[name];
  return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
}

const policyNames = ["Foreground", "Background", "Orphan", "nil"];
const bothSet = (policy: string) =>
  invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
const invalidOptions = (error: FieldError) => invalidObject("meta.k8s.io", "DeleteOptions", "", [error]);
