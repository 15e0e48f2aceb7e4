import { gatewayError } from "../arm/errors.js";
import type { Principal } from "../entra/principals.js";
import type { World } from "../world.js";
import { allows, findRole, type Role } from "./built-in-roles.js";
import { isWithin, scopeOf, type Scope } from "./scope.js";

/** The roles that a principal has at a scope: assigned there or above. */
export function rolesAt(world: World, principalId: string, scope: Scope): readonly Role[] {
  return [...world.roleAssignments.values()].flatMap((assignment) => {
    const role = findRole(assignment.role);
    const counts = assignment.principalId === principalId && isWithin(scope, assignment.scope);
    return counts && role !== undefined ? [role] : [];
  });
}

/** What whoever has a role anywhere in the subscription may read of it; polls are let through by their signed URLs (assumed). */
const openActions =
  /^Microsoft\.(Resources\/subscriptions\/(locations\/)?read|[^/]+\/locations\/operation(s|results)\/read)$/i;

export function hasAnyRole(world: World, principalId: string): boolean {
  return [...world.roleAssignments.values()].some((assignment) => assignment.principalId === principalId);
}

/** Refuses what no role of the principal allows. What has no subscription in its path is open to all of the tenant. */
export function checkAccess(world: World, principal: Principal, action: string, path: string): void {
  const scope = scopeOf(path);
  if (!/^\/subscriptions\/[^/]/i.test(scope)) return;
  if (rolesAt(world, principal.objectId, scope).some((role) => allows(role, action))) return;
  const isPollOfGroup = /\/operationresults\/[^/]+$/i.test(path);
  if ((isPollOfGroup || openActions.test(action)) && hasAnyRole(world, principal.objectId)) return;
  throw authorizationFailed(principal, action, scope);
}

/** 403, as public reports have it. */
export function authorizationFailed(principal: Principal, action: string, scope: Scope) {
  return gatewayError(
    403,
    "AuthorizationFailed",
    `The client '${principal.clientId}' with object id '${principal.objectId}' does not have authorization to perform ` +
      `action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please ` +
      `refresh your credentials.`,
  );
}

/** What was assigned to something, or locked, goes with it. */
export function forgetScope(world: World, scope: Scope): void {
  for (const kept of [world.roleAssignments, world.locks]) {
    for (const [key, one] of kept) if (isWithin(one.scope, scope)) kept.delete(key);
  }
}
