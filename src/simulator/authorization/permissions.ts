import type { ArmHandler } from "../arm/context.js";
import { rolesAt } from "./access.js";
import { checkScopeExists } from "./existing-scope.js";
import { scopeOf } from "./scope.js";

/** What the caller may do at a scope: an entry a role (documentation; `condition` and paging are left out). */
export const listPermissions: ArmHandler = (world, request) => {
  const scope = scopeOf(request.http.path);
  checkScopeExists(world, scope);
  const roles = rolesAt(world, request.principal.objectId, scope);
  return {
    status: 200,
    body: {
      value: roles.map(({ actions, notActions = [] }) => ({
        actions,
        notActions,
        dataActions: [],
        notDataActions: [],
      })),
    },
  };
};
