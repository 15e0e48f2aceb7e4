import { tokenUser, type Credentials } from "../authentication/authenticate.js";
import { userInfo, type User } from "../authentication/user.js";
import { nothing, type Attributes } from "../authorization/attributes.js";
import { authorize, rulesFor } from "../authorization/rbac.js";
import type { ClusterState } from "../cluster-state.js";
import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import { timestamp } from "../objects/objects.js";
import { checkBody } from "../schema/check.js";
import { apiVersionOf, reviews, type Review } from "../store/resources.js";
import { invalid, invalidObject, required } from "./field-error.js";
import { badRequest } from "./status-error.js";

export function findReview(group: string, version: string, plural: string | undefined): Review | undefined {
  return reviews.find((item) => item.group === group && item.version === version && item.plural === plural);
}

/** Who asks what, of which cluster. */
export interface ReviewContext {
  readonly state: ClusterState;
  readonly credentials: Credentials;
  readonly user: User;
  /** Of a LocalSubjectAccessReview's path. */
  readonly namespace: string;
}

/** Answers a review: who am I, whose is this token, who may do what (`kubectl auth whoami`, `kubectl auth can-i`). */
export function answerReview(review: Review, body: Json, context: ReviewContext): JsonObject {
  if (!isObject(body)) throw badRequest(`the body must be a ${review.kind}`);
  const { value } = checkBody(review.type, apiVersionOf(review), review.kind, body);
  const spec = isObject(value["spec"]) ? value["spec"] : {};
  const now = timestamp(context.state.clock.now());
  const answers: Readonly<Record<string, () => JsonObject>> = {
    SelfSubjectReview: () => ({ userInfo: userInfo(context.user) }),
    TokenReview: () => tokenStatus(spec, context),
    SelfSubjectRulesReview: () => rulesStatus(spec, context),
  };
  const status = answers[review.kind]?.() ?? accessStatus(review, spec, context);
  return {
    kind: review.kind,
    apiVersion: apiVersionOf(review),
    metadata: review.kind === "SelfSubjectReview" ? { creationTimestamp: now } : {},
    ...(review.kind === "SelfSubjectReview" ? {} : { spec: review.kind === "SelfSubjectRulesReview" ? {} : spec }),
    status,
  };
}

function tokenStatus(spec: JsonObject, { credentials }: ReviewContext): JsonObject {
  const token = stringOf(spec["token"]);
  if (token === "") throw invalidObject("authentication.k8s.io", "TokenReview", "", [required("spec.token")]);
  const asked = Array.isArray(spec["audiences"]) ? spec["audiences"].map(stringOf) : [];
  const audiences = asked.length === 0 ? [credentials.serviceAccounts.audience] : asked;
  const user = tokenUser(token, credentials, audiences);
  if (user === undefined) return { user: {}, error: "invalid bearer token" };
  return { authenticated: true, user: userInfo(user), audiences };
}

function rulesStatus(spec: JsonObject, { state, user }: ReviewContext): JsonObject {
  const namespace = stringOf(spec["namespace"]);
  if (namespace === "") throw badRequest("no namespace on request");
  const applied = [...rulesFor(state, user, namespace)];
  const rules = applied.filter(({ error }) => error === undefined).map(({ rule }) => rule);
  // Whoever Azure lets do everything has no rule that says so.
  if (user.isAdmin === true) rules.push({ verbs: ["*"], apiGroups: ["*"], resources: ["*"] });
  const errors = applied.flatMap(({ error }) => error ?? []);
  return {
    resourceRules: rules
      .filter(({ resources = [] }) => resources.length > 0)
      .map(({ verbs = [], apiGroups, resources, resourceNames }) => ({
        verbs,
        ...(apiGroups === undefined ? {} : { apiGroups }),
        ...(resources === undefined ? {} : { resources }),
        ...(resourceNames === undefined ? {} : { resourceNames }),
      })),
    nonResourceRules: rules
      .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
      .map(({ verbs = [], nonResourceURLs = [] }) => ({ verbs, nonResourceURLs })),
    incomplete: false,
    ...(errors.length === 0 ? {} : { evaluationError: errors.join(", ") }),
  };
}

function accessStatus(review: Review, spec: JsonObject, context: ReviewContext): JsonObject {
  const resource = spec["resourceAttributes"];
  const path = spec["nonResourceAttributes"];
  const isSelf = review.kind === "SelfSubjectAccessReview";
  const errors = [
    ...(isObject(resource) === isObject(path)
      ? [
          invalid(
            "spec.resourceAttributes",
            isObject(resource) && isObject(path) ? resource : null,
            isObject(resource)
              ? "cannot be specified in combination with nonResourceAttributes"
              : "exactly one of nonResourceAttributes or resourceAttributes must be specified",
          ),
        ]
      : []),
    ...(!isSelf && stringOf(spec["user"]) === "" && !Array.isArray(spec["groups"])
      ? [invalid("spec.user", "", "at least one of user or group must be specified")]
      : []),
    ...(review.namespaced && stringOf(valueAt(resource, "namespace")) !== context.namespace
      ? [
          invalid(
            "spec.resourceAttributes.namespace",
            stringOf(valueAt(resource, "namespace")),
            "must match metadata.namespace",
          ),
        ]
      : []),
  ];
  if (errors.length > 0) throw invalidObject(review.group, "", "", errors);
  const { isAllowed, reason } = authorize(context.state, {
    ...attributesFrom(resource, path),
    user: isSelf ? context.user : subjectOf(spec),
  });
  return { allowed: isAllowed, ...(reason === "" ? {} : { reason }) };
}

function attributesFrom(resource: Json | undefined, path: Json | undefined): Omit<Attributes, "user"> {
  if (!isObject(resource))
    return { ...nothing, verb: stringOf(valueAt(path, "verb")), path: stringOf(valueAt(path, "path")) };
  const text = (key: string) => stringOf(resource[key]);
  return {
    verb: text("verb"),
    group: text("group"),
    resource: text("resource"),
    subresource: text("subresource"),
    namespace: text("namespace"),
    name: text("name"),
  };
}

function subjectOf(spec: JsonObject): User {
  const groups = Array.isArray(spec["groups"]) ? spec["groups"].map(stringOf) : [];
  return { username: stringOf(spec["user"]), uid: stringOf(spec["uid"]), groups };
}
