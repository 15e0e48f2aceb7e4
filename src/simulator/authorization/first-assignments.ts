import type { PrincipalOptions, ServicePrincipal } from "../entra/principals.js";
import type { Random } from "../random.js";
import type { RoleAssignment } from "./authorization-objects.js";
import { findRole } from "./built-in-roles.js";

/** The roles that the principals have from the start, by the assignments' names. Throws for a role that is not known. */
export function firstAssignments(
  random: Random,
  subscriptionId: string,
  startMs: number,
  principals: readonly { readonly principal: ServicePrincipal; readonly options: PrincipalOptions }[],
): Map<string, RoleAssignment> {
  const assignments = new Map<string, RoleAssignment>();
  for (const { principal, options } of principals) {
    if (options.role === undefined) continue;
    const role = findRole(options.role);
    if (role === undefined) throw new Error(`the local Azure knows no role '${options.role}'`);
    const name = random.fork(`role-assignment/${options.name}`).guid();
    assignments.set(name, {
      name,
      scope: `/subscriptions/${subscriptionId}${options.scope ?? ""}`,
      principalId: principal.objectId,
      principalType: "ServicePrincipal",
      role: role.name,
      createdMs: startMs,
    });
  }
  return assignments;
}
