import { mastersGroup, type User } from "../authentication/user.js";
import { forbidden, notFound } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { equal } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { clusterRoles, roles } from "../store/config-resources.js";
import type { Resource } from "../store/resources.js";
import { nothing } from "./attributes.js";
import { authorize, rulesFor } from "./rbac.js";
import { asBinding, asRole, type PolicyRule } from "./rbac-objects.js";

const rolePlurals = ["roles", "clusterroles"];
const bindingPlurals = ["rolebindings", "clusterrolebindings"];

/** Nobody can give rights that he has not got: throws the 403 of a role or binding that would. */
export function refuseEscalation(
  state: ClusterState,
  resource: Resource,
  object: KubeObject,
  old: KubeObject | undefined,
  user: User,
): void {
  const isRole = rolePlurals.includes(resource.plural);
  if (!isRole && !bindingPlurals.includes(resource.plural)) return;
  if (user.isAdmin === true || user.groups.includes(mastersGroup)) return;
  const parts = isRole ? ["rules", "aggregationRule"] : ["roleRef", "subjects"];
  if (old !== undefined && parts.every((part) => equal(object[part], old[part]))) return;
  const namespace = object.metadata.namespace ?? "";
  const about = { ...nothing, user, group: resource.group, namespace };
  if (isRole) {
    const { name } = object.metadata;
    if (authorize(state, { ...about, verb: "escalate", resource: resource.plural, name }).isAllowed) return;
    requireHeld(state, resource, object, asRole(object).rules ?? [], user);
    return;
  }
  const { roleRef } = asBinding(object);
  const referred = roleRef.kind === "Role" ? roles : clusterRoles;
  if (authorize(state, { ...about, verb: "bind", resource: referred.plural, name: roleRef.name }).isAllowed) return;
  const role = state.store.get(referred, roleRef.kind === "Role" ? namespace : "", roleRef.name);
  if (role === undefined) throw notFound(resource, roleRef.name);
  requireHeld(state, resource, object, asRole(role).rules ?? [], user);
}

function requireHeld(
  state: ClusterState,
  resource: Resource,
  object: KubeObject,
  wanted: readonly PolicyRule[],
  user: User,
): void {
  const held = [...rulesFor(state, user, object.metadata.namespace ?? "")].map(({ rule }) => rule);
  const missing = wanted.flatMap(single).filter((rule) => !held.some((own) => covers(own, rule)));
  if (missing.length === 0) return;
  const groups = user.groups.map((group) => JSON.stringify(group)).join(" ");
  const texts = [...new Set(compact(missing).map(text))].sort();
  const why = `user "${user.username}" (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${texts.join("\n")}`;
  throw forbidden(resource, object.metadata.name, why);
}

/** A rule as rules of one verb on one thing each. */
function single(rule: PolicyRule): PolicyRule[] {
  const { verbs = [], apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  return verbs.flatMap((verb) => [
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) => {
        const one = { apiGroups: [group], resources: [resource], verbs: [verb] };
        return resourceNames.length === 0 ? [one] : resourceNames.map((name) => ({ ...one, resourceNames: [name] }));
      }),
    ),
    ...nonResourceURLs.map((url) => ({ nonResourceURLs: [url], verbs: [verb] })),
  ]);
}

function covers(own: PolicyRule, one: PolicyRule): boolean {
  const has = (list: readonly string[] = [], wanted: readonly string[] = []) =>
    list.includes("*") || wanted.every((item) => list.includes(item));
  if (!has(own.verbs, one.verbs)) return false;
  if (one.nonResourceURLs !== undefined)
    return one.nonResourceURLs.every((url) =>
      (own.nonResourceURLs ?? []).some(
        (known) => known === url || (known.endsWith("*") && url.startsWith(known.slice(0, -1))),
      ),
    );
  const [resource = ""] = one.resources ?? [];
  const subresource = resource.split("/")[1];
  const hasResource =
    has(own.resources, [resource]) ||
    (subresource !== undefined && own.resources?.includes(`*/${subresource}`) === true);
  const names = own.resourceNames ?? [];
  const hasName = names.length === 0 || (one.resourceNames !== undefined && has(names, one.resourceNames));
  return has(own.apiGroups, one.apiGroups) && hasResource && hasName;
}

/** Single rules on the same thing become one with several verbs, as the API server prints them. */
function compact(rules: readonly PolicyRule[]): PolicyRule[] {
  const byThing = new Map<string, PolicyRule>();
  for (const rule of rules) {
    const key = JSON.stringify({ ...rule, verbs: undefined });
    const known = byThing.get(key);
    byThing.set(key, known === undefined ? rule : { ...rule, verbs: [...(known.verbs ?? []), ...(rule.verbs ?? [])] });
  }
  return [...byThing.values()];
}

function text(rule: PolicyRule): string {
  const parts = [
    ["APIGroups", rule.apiGroups],
    ["Resources", rule.resources],
    ["NonResourceURLs", rule.nonResourceURLs],
    ["ResourceNames", rule.resourceNames],
    ["Verbs", rule.verbs],
  ] as const;
  const shown = parts.flatMap(([name, list = []]) =>
    list.length === 0 ? [] : [`${name}:[${list.map((item) => JSON.stringify(item)).join(" ")}]`],
  );
  return `{${shown.join(", ")}}`;
}
