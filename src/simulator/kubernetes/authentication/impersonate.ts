import type { IncomingMessage } from "node:http";
import { badRequest } from "../api/status-error.js";
import { nothing, type Attributes } from "../authorization/attributes.js";
import { authorize, forbiddenTo } from "../authorization/rbac.js";
import type { ClusterState } from "../cluster-state.js";
import { serviceAccountUser } from "./service-account-tokens.js";
import { authenticatedGroup, type User } from "./user.js";

const extraPrefix = "impersonate-extra-";

/** The user that a request acts as (`kubectl --as`). Throws the 403 of who may not act so. */
export function impersonated(state: ClusterState, user: User, request: IncomingMessage): User {
  const username = one(request, "impersonate-user");
  const groups = many(request.headers["impersonate-group"]);
  const uid = one(request, "impersonate-uid");
  const extra = Object.entries(request.headers).flatMap(([header, value]) =>
    header.startsWith(extraPrefix) ? [[unescape(header.slice(extraPrefix.length)), many(value)] as const] : [],
  );
  if (username === "" && groups.length === 0 && uid === "" && extra.length === 0) return user;
  if (username === "") throw badRequest(`requested ${JSON.stringify(groups)} groups without impersonating a user`);
  const require = (wanted: Partial<Attributes>) => {
    const attributes = { ...nothing, user, verb: "impersonate", ...wanted };
    const { isAllowed, reason } = authorize(state, attributes);
    if (!isAllowed) throw forbiddenTo(attributes, reason);
  };
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  if (namespace === undefined || account === undefined) require({ resource: "users", name: username });
  else require({ resource: "serviceaccounts", namespace, name: account });
  for (const group of groups) require({ resource: "groups", name: group });
  const authentication = { group: "authentication.k8s.io" };
  for (const [key, values] of extra)
    for (const name of values) require({ ...authentication, resource: "userextras", subresource: key, name });
  if (uid !== "") require({ ...authentication, resource: "uids", name: uid });
  const known =
    groups.length === 0 && namespace !== undefined && account !== undefined
      ? serviceAccountUser(namespace, account).groups
      : groups;
  const isComplete = known.includes(authenticatedGroup) || known.includes("system:unauthenticated");
  return {
    username,
    groups: isComplete ? known : [...known, authenticatedGroup],
    ...(uid === "" ? {} : { uid }),
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

const one = (request: IncomingMessage, header: string) => String(request.headers[header] ?? "");
/** Node joins a header that comes several times. */
const many = (value: string | string[] | undefined) => (value === undefined ? [] : String(value).split(/, ?/));

function unescape(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}
