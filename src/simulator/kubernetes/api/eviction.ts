import { isObject, stringOf, valueAt } from "../objects/json.js";
import { evict } from "../policy/evict.js";
import type { Resource } from "../store/resources.js";
import { contentType, parseBody } from "./body.js";
import { sendJson, type Call } from "./call.js";
import { checked } from "./decode.js";
import { deleteOptions } from "./delete-options.js";
import { badRequest, methodNotAllowed } from "./status-error.js";
import { checkWriteOptions } from "./write-options.js";

/** Serves `pods/NAME/eviction`. The older `policy/v1beta1` Eviction is taken too, as by the API server. */
export function serveEviction(call: Call, text: string): void {
  if (call.request.method !== "POST") throw methodNotAllowed();
  checkWriteOptions(call.query, "Create");
  const given = parseBody(text, contentType(call.request), "Eviction");
  const isOld = isObject(given) && given["apiVersion"] === "policy/v1beta1";
  const type = "io.k8s.api.policy.v1.Eviction";
  const resource: Resource = { ...call.resource, group: "policy", version: "v1", kind: "Eviction", type };
  const body = checked({ ...call, resource }, isOld ? { ...given, apiVersion: "policy/v1" } : given);
  if (stringOf(valueAt(body, "metadata", "name")) !== call.name)
    throw badRequest("name in URL does not match name in Eviction object");
  const options = deleteOptions(isObject(body["deleteOptions"]) ? body["deleteOptions"] : {});
  const dryRun = options.dryRun === true || call.query.has("dryRun");
  const refusal = evict(call.state, call.namespace, call.name, { ...options, dryRun });
  const success = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  sendJson(call.response, refusal?.code ?? 201, refusal === undefined ? success : refusal.body());
}
