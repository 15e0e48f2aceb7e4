import type { User } from "../authentication.js";
import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { apiVersionOf, reviews, type Review } from "../store/resources.js";
import { badRequest } from "./status-error.js";

export function findReview(group: string, version: string, plural: string | undefined): Review | undefined {
  return reviews.find((item) => item.group === group && item.version === version && item.plural === plural);
}

/** Answers `kubectl auth whoami` and `kubectl auth can-i`: an admin may do everything, nobody else anything. */
export function answerReview(review: Review, body: Json, user: User): JsonObject {
  if (!isObject(body) || body["kind"] !== review.kind) throw badRequest(`the body must be a ${review.kind}`);
  const rules = user.isAdmin
    ? {
        resourceRules: [{ verbs: ["*"], apiGroups: ["*"], resources: ["*"] }],
        nonResourceRules: [{ verbs: ["*"], nonResourceURLs: ["*"] }],
      }
    : { resourceRules: [], nonResourceRules: [] };
  const statuses: Readonly<Record<string, JsonObject>> = {
    SelfSubjectReview: { userInfo: { username: user.username, groups: [...user.groups] } },
    SelfSubjectAccessReview: { allowed: user.isAdmin },
    SelfSubjectRulesReview: { ...rules, incomplete: false },
  };
  return {
    kind: review.kind,
    apiVersion: apiVersionOf(review),
    metadata: { creationTimestamp: null },
    ...(body["spec"] === undefined ? {} : { spec: body["spec"] }),
    status: statuses[review.kind] ?? {},
  };
}
