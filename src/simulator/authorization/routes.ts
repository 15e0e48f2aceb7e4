import type { ArmHandler, ArmRoute } from "../arm/context.js";
import { deleteLock, getLock, listLocks, putLock } from "./locks.js";
import { listPermissions } from "./permissions.js";
import { deleteRoleAssignment, getRoleAssignment, listRoleAssignments, putRoleAssignment } from "./role-assignments.js";
import { getRoleDefinition, listRoleDefinitions } from "./role-definitions.js";

const group = "subscriptions/:subscription/resourceGroups/:group";
const resource = `${group}/providers/:namespace/:resourceType/:resource`;
/** From the subscription down to a resource inside a resource. */
const scopes = ["subscriptions/:subscription", group, resource, `${resource}/:childType/:child`];

type Row = readonly [method: ArmRoute["method"], path: string, verb: string, handle: ArmHandler];
const rows: Readonly<Record<string, readonly Row[]>> = {
  locks: [
    ["GET", "locks", "read", listLocks],
    ["GET", "locks/:lock", "read", getLock],
    ["PUT", "locks/:lock", "write", putLock],
    ["DELETE", "locks/:lock", "delete", deleteLock],
  ],
  permissions: [["GET", "permissions", "read", listPermissions]],
  roleAssignments: [
    ["GET", "roleAssignments", "read", listRoleAssignments],
    ["GET", "roleAssignments/:assignment", "read", getRoleAssignment],
    ["PUT", "roleAssignments/:assignment", "write", putRoleAssignment],
    ["DELETE", "roleAssignments/:assignment", "delete", deleteRoleAssignment],
  ],
  roleDefinitions: [
    ["GET", "roleDefinitions", "read", listRoleDefinitions],
    ["GET", "roleDefinitions/:role", "read", getRoleDefinition],
  ],
};

/** Locks, permissions, role assignments and definitions, at every scope. */
export const authorizationRoutes: readonly ArmRoute[] = scopes.flatMap((scope) =>
  Object.entries(rows).flatMap(([type, ofType]) =>
    ofType.map(([method, path, verb, handle]) => ({
      method,
      pattern: `${scope}/providers/Microsoft.Authorization/${path}`,
      action: `Microsoft.Authorization/${type}/${verb}`,
      type,
      handle,
    })),
  ),
);
