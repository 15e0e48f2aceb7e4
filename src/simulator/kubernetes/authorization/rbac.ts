import { mastersGroup, type User } from "../authentication/user.js";
import { StatusError, qualified } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import type { KubeObject } from "../objects/objects.js";
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from "../store/config-resources.js";
import type { Attributes } from "./attributes.js";
import { asBinding, asRole, type PolicyRule, type Subject } from "./rbac-objects.js";

export interface Decision {
  readonly isAllowed: boolean;
  /** Why, in the API server's words; empty where it has none. */
  readonly reason: string;
}

/** RBAC's answer, after the two that need no role: `system:masters`, and who administers the cluster by Azure. */
export function authorize(state: ClusterState, attributes: Attributes): Decision {
  const { user, namespace } = attributes;
  if (user.isAdmin === true || user.groups.includes(mastersGroup)) return { isAllowed: true, reason: "" };
  const missing: string[] = [];
  for (const { rule, source, error } of rulesFor(state, user, namespace)) {
    if (error !== undefined) missing.push(error);
    else if (ruleAllows(rule, attributes)) return { isAllowed: true, reason: `RBAC: allowed by ${source}` };
  }
  const errors = [...new Set(missing)];
  if (errors.length === 0) return { isAllowed: false, reason: "" };
  return { isAllowed: false, reason: `RBAC: ${errors.length === 1 ? (errors[0] ?? "") : `[${errors.join(", ")}]`}` };
}

interface AppliedRule {
  readonly rule: PolicyRule;
  /** Which binding gives it. */
  readonly source: string;
  /** A binding whose role does not exist. */
  readonly error?: string;
}

/** Every rule that holds for a user, in a namespace or (empty) in the whole cluster. */
export function* rulesFor(state: ClusterState, user: User, namespace: string): Generator<AppliedRule> {
  for (const binding of state.store.list(clusterRoleBindings)) yield* rulesOf(state, binding, user, "");
  if (namespace === "") return;
  for (const binding of state.store.list(roleBindings, namespace)) yield* rulesOf(state, binding, user, namespace);
}

function* rulesOf(state: ClusterState, object: KubeObject, user: User, namespace: string): Generator<AppliedRule> {
  const { metadata, kind, subjects = [], roleRef } = asBinding(object);
  const subject = subjects.find((candidate) => isMeant(candidate, user, namespace));
  if (subject === undefined) return;
  const resource = roleRef.kind === "Role" ? roles : clusterRoles;
  const role = state.store.get(resource, roleRef.kind === "Role" ? namespace : "", roleRef.name);
  if (role === undefined) {
    yield { rule: {}, source: "", error: `${resource.plural}.${resource.group} "${roleRef.name}" not found` };
    return;
  }
  const own = namespace === "" ? metadata.name : `${metadata.name}/${namespace}`;
  const source = `${kind} "${own}" of ${roleRef.kind} "${roleRef.name}" to ${describe(subject, namespace)}`;
  for (const rule of asRole(role).rules ?? []) yield { rule, source };
}

function isMeant(subject: Subject, user: User, namespace: string): boolean {
  if (subject.kind === "User") return user.username === subject.name;
  if (subject.kind === "Group") return user.groups.includes(subject.name);
  const home = (subject.namespace ?? "") === "" ? namespace : (subject.namespace ?? "");
  return subject.kind === "ServiceAccount" && user.username === `system:serviceaccount:${home}:${subject.name}`;
}

function describe(subject: Subject, namespace: string): string {
  if (subject.kind !== "ServiceAccount") return `${subject.kind} "${subject.name}"`;
  return `ServiceAccount "${subject.name}/${subject.namespace ?? namespace}"`;
}

/** Whether one rule lets it happen. */
export function ruleAllows(rule: PolicyRule, attributes: Attributes): boolean {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const { verb, path, group, resource, subresource, name } = attributes;
  if (!holds(verbs, verb)) return false;
  if (path !== undefined)
    return nonResourceURLs.some(
      (url) => url === "*" || url === path || (url.endsWith("*") && path.startsWith(url.replace(/\*+$/, ""))),
    );
  const combined = subresource === "" ? resource : `${resource}/${subresource}`;
  return (
    holds(apiGroups, group) &&
    (holds(resources, combined) || (subresource !== "" && resources.includes(`*/${subresource}`))) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

const holds = (list: readonly string[], wanted: string) => list.includes("*") || list.includes(wanted);

/** The 403 for what may not happen. */
export function forbiddenTo(attributes: Attributes, reason: string): StatusError {
  const { user, verb, path, group, resource, subresource, namespace, name } = attributes;
  const tail = reason === "" ? "" : `: ${reason}`;
  if (path !== undefined) {
    const message = `forbidden: User "${user.username}" cannot ${verb} path "${path}"${tail}`;
    return new StatusError(403, "Forbidden", message, {});
  }
  const full = qualified({ group, plural: resource });
  const subject = name === "" ? full : `${full} "${name}"`;
  const what = subresource === "" ? resource : `${resource}/${subresource}`;
  const scope = namespace === "" ? "at the cluster scope" : `in the namespace "${namespace}"`;
  return new StatusError(
    403,
    "Forbidden",
    `${subject} is forbidden: User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${scope}${tail}`,
    { name, group, kind: resource },
  );
}
