import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import { timestamp } from "../objects/objects.js";
import { checkBody } from "../schema/check.js";
import { pods, secrets, serviceAccounts } from "../store/resources.js";
import type { BoundObject, ServiceAccountTokens } from "../authentication/service-account-tokens.js";
import { contentType, parseBody } from "./body.js";
import { sendJson, type Call } from "./call.js";
import { invalid, invalidObject } from "./field-error.js";
import { badRequest, conflict, notFound } from "./status-error.js";

const apiVersion = "authentication.k8s.io/v1";
const defaultSeconds = 3600;
const minimumSeconds = 600;
const maximumSeconds = 2 ** 32;

/** `POST serviceaccounts/NAME/token`: a token of the account (`kubectl create token`). */
export function requestToken(call: Call, text: string, tokens: ServiceAccountTokens): void {
  const { state, namespace, name } = call;
  const body = parseBody(text === "" ? "{}" : text, contentType(call.request), "TokenRequest");
  if (!isObject(body)) throw badRequest("the body must be a TokenRequest");
  const { value } = checkBody("io.k8s.api.authentication.v1.TokenRequest", apiVersion, "TokenRequest", body);
  const account = state.store.get(serviceAccounts, namespace, name);
  if (account === undefined) throw notFound(serviceAccounts, name);
  const spec = isObject(value["spec"]) ? value["spec"] : {};
  const seconds = Number(spec["expirationSeconds"] ?? defaultSeconds);
  const at = "spec.expirationSeconds";
  if (seconds < minimumSeconds) throw refuse(invalid(at, seconds, "may not specify a duration less than 10 minutes"));
  if (seconds > maximumSeconds)
    throw refuse(invalid(at, seconds, "may not specify a duration larger than 2^32 seconds"));
  const asked = Array.isArray(spec["audiences"]) ? spec["audiences"].map(stringOf) : [];
  const audiences = asked.length === 0 ? [tokens.audience] : asked;
  const bound = boundObject(call, spec["boundObjectRef"]);
  const { token, expiresAtMs } = tokens.issue({
    namespace,
    name,
    uid: account.metadata.uid,
    audiences,
    expirationSeconds: seconds,
    bound,
  });
  const answer: JsonObject = {
    kind: "TokenRequest",
    apiVersion,
    metadata: { name, namespace, uid: account.metadata.uid, creationTimestamp: timestamp(state.clock.now()) },
    spec: { audiences, expirationSeconds: seconds, boundObjectRef: spec["boundObjectRef"] ?? null },
    status: { token, expirationTimestamp: timestamp(expiresAtMs) },
  };
  sendJson(call.response, 201, answer);
}

const refuse = (error: Parameters<typeof invalidObject>[3][number]) =>
  invalidObject("authentication.k8s.io", "TokenRequest", "", [error]);

function boundObject({ state, namespace }: Call, reference: Json | undefined): BoundObject | undefined {
  if (!isObject(reference)) return undefined;
  const kind = stringOf(reference["kind"]);
  const name = stringOf(reference["name"]);
  if (kind !== "Pod" && kind !== "Secret")
    throw badRequest(`cannot bind token to object of type ${stringOf(reference["apiVersion"])}/${kind}`);
  const resource = kind === "Pod" ? pods : secrets;
  const found = state.store.get(resource, namespace, name);
  if (found === undefined) throw notFound(resource, name);
  const uid = stringOf(valueAt(reference, "uid"));
  if (uid !== "" && uid !== found.metadata.uid)
    throw conflict(
      resource,
      name,
      `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`,
    );
  return { kind, name, uid: found.metadata.uid };
}
