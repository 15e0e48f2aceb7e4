import { goQuoted } from "../objects/go-text.js";
import { isObject, stringOf, type Json, type JsonObject } from "../objects/json.js";
import { propagations, type Propagation } from "../registry/propagation.js";
import type { DeleteOptions } from "../registry/registry.js";
import { parseBody } from "./body.js";
import { notRegistered } from "./decode.js";
import { invalid, invalidObject, notSupported, type FieldError } from "./field-error.js";
import { badRequest } from "./status-error.js";
import { dryRunErrors } from "./write-options.js";

/** DeleteOptions that came as a body. Throws 400 or 422. */
export function deleteOptionsOf(text: string, type: string): DeleteOptions {
  const body = parseBody(text, type, "DeleteOptions");
  const options = isObject(body) ? body : {};
  const kind = stringOf(options["kind"]);
  if (kind !== "" && kind !== "DeleteOptions")
    throw badRequest(notRegistered(stringOf(options["apiVersion"]) || "v1", kind));
  return deleteOptions(options);
}

/** DeleteOptions of a query. Throws 400 or 422. */
export function queriedDeleteOptions(query: URLSearchParams): DeleteOptions {
  const grace = query.get("gracePeriodSeconds");
  if (grace !== null && !/^-?\d+$/.test(grace))
    throw badRequest(`strconv.ParseInt: parsing ${goQuoted(grace)}: invalid syntax`);
  const orphans = query.get("orphanDependents");
  const policy = query.get("propagationPolicy");
  return deleteOptions({
    ...(grace === null ? {} : { gracePeriodSeconds: Number(grace) }),
    ...(orphans === null ? {} : { orphanDependents: orphans === "true" || orphans === "1" }),
    ...(policy === null ? {} : { propagationPolicy: policy }),
    dryRun: query.getAll("dryRun"),
  });
}

/** `meta.k8s.io/v1` DeleteOptions. Throws 422. */
export function deleteOptions(body: JsonObject): DeleteOptions {
  const preconditions = isObject(body["preconditions"]) ? body["preconditions"] : {};
  const grace = body["gracePeriodSeconds"];
  const textOf = (value: Json | undefined) => (typeof value === "string" ? value : undefined);
  const dryRun = Array.isArray(body["dryRun"]) ? body["dryRun"].map(String) : [];
  const propagation = propagationOf(body);
  const errors = dryRunErrors(dryRun);
  if (errors[0] !== undefined) throw invalidOptions(errors[0]);
  return {
    gracePeriodSeconds: typeof grace === "number" ? grace : undefined,
    uid: textOf(preconditions["uid"]),
    resourceVersion: textOf(preconditions["resourceVersion"]),
    propagation,
    dryRun: dryRun.length > 0,
  };
}

/** `propagationPolicy`, or the older `orphanDependents`. */
function propagationOf(body: JsonObject): Propagation | undefined {
  const policy = textAt(body, "propagationPolicy");
  const orphans = textAt(body, "orphanDependents");
  if (orphans !== undefined && policy !== undefined) throw invalidOptions(bothSet(policy));
  if (orphans !== undefined) return orphans === "true" ? "Orphan" : "Background";
  if (policy === undefined) return undefined;
  const found = propagations.find((known) => known === policy);
  if (found === undefined) throw invalidOptions(notSupported("propagationPolicy", policy, policyNames));
  return found;
}

function textAt(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === "string" || typeof value === "boolean" ? String(value) : undefined;
}

const policyNames = ["Foreground", "Background", "Orphan", "nil"];
const bothSet = (policy: string) =>
  invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set");
const invalidOptions = (error: FieldError) => invalidObject("meta.k8s.io", "DeleteOptions", "", [error]);
