import { checkedBody, readOnlyNames } from "../arm/check-body.js";
import { nameOf, type ArmHandler } from "../arm/context.js";
import { gatewayError, notModelled } from "../arm/errors.js";
import type { ArmRequest } from "../http/exchange.js";
import { objectAt, textAt } from "../json.js";
import type { World } from "../world.js";
import type { RoleAssignment } from "./authorization-objects.js";
import { findRole } from "./built-in-roles.js";
import { checkScopeExists } from "./existing-scope.js";
import { roleDefinitionDoesNotExist, roleDefinitionId } from "./role-definitions.js";
import { isWithin, scopeOf } from "./scope.js";

function render(world: World, assignment: RoleAssignment): object {
  const { name, scope, principalId, principalType, role, description, createdMs } = assignment;
  const created = new Date(createdMs).toISOString();
  const createdBy = world.servicePrincipal.objectId;
  return {
    properties: {
      roleDefinitionId: roleDefinitionId(world.subscriptionId, role),
      principalId,
      principalType,
      scope,
      condition: null,
      conditionVersion: null,
      createdOn: created,
      updatedOn: created,
      createdBy,
      updatedBy: createdBy,
      delegatedManagedIdentityResourceId: null,
      description: description ?? null,
    },
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`,
    type: "Microsoft.Authorization/roleAssignments",
    name,
  };
}

/** Of the scope, of what is above it, and unless `atScope()` says so of what is below; of one principal where asked. */
export const listRoleAssignments: ArmHandler = (world, request) => {
  const scope = scopeOf(request.http.path);
  checkScopeExists(world, scope);
  const filter = request.http.query.get("$filter") ?? "";
  const principal = /principalId eq '([^']*)'|assignedTo\('([^']*)'\)/i.exec(filter);
  const principalId = principal?.[1] ?? principal?.[2];
  const rest = filter.replaceAll(/principalId eq '[^']*'|assignedTo\('[^']*'\)|\batScope\(\)|\band\b|\s/gi, "");
  if (rest !== "") throw notModelled(`the filter '${filter}' on role assignments`);
  const isAtScope = /atScope\(\)/i.test(filter);
  const met = [...world.roleAssignments.values()].filter(
    (one) =>
      (isWithin(scope, one.scope) || (!isAtScope && isWithin(one.scope, scope))) &&
      (principalId === undefined || one.principalId === principalId.toLowerCase()),
  );
  return { status: 200, body: { value: met.map((assignment) => render(world, assignment)) } };
};

function find(world: World, request: ArmRequest): RoleAssignment | undefined {
  const found = world.roleAssignments.get(nameOf(request, "assignment").toLowerCase());
  return found?.scope.toLowerCase() === scopeOf(request.http.path).toLowerCase() ? found : undefined;
}

export const getRoleAssignment: ArmHandler = (world, request) => {
  const found = find(world, request);
  if (found !== undefined) return { status: 200, body: render(world, found) };
  throw gatewayError(
    404,
    "RoleAssignmentNotFound",
    `The role assignment '${nameOf(request, "assignment")}' is not found.`,
  );
};

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const shape = {
  ...readOnlyNames,
  properties: {
    scope: "any",
    createdOn: "any",
    updatedOn: "any",
    createdBy: "any",
    updatedBy: "any",
    roleDefinitionId: "text",
    principalId: "text",
    principalType: "text",
    description: "text",
    condition: "text",
    conditionVersion: "text",
    delegatedManagedIdentityResourceId: "text",
  },
} as const;

/** 201; the same role for the same principal at the same scope twice: 409 (public reports). */
export const putRoleAssignment: ArmHandler = (world, request) => {
  const scope = scopeOf(request.http.path);
  checkScopeExists(world, scope);
  const name = nameOf(request, "assignment").toLowerCase();
  if (!guid.test(name)) {
    throw gatewayError(
      400,
      "InvalidRoleAssignmentId",
      `The role assignment ID '${name}' is not valid. It must be a GUID.`,
    );
  }
  const properties = objectAt(checkedBody(request, "RoleAssignmentDefinition", shape), "properties");
  if (textAt(properties, "condition") !== "") throw notModelled("conditions of role assignments");
  const role = findRole(textAt(properties, "roleDefinitionId"));
  if (role === undefined)
    throw roleDefinitionDoesNotExist(textAt(properties, "roleDefinitionId").split("/").at(-1) ?? "");
  const principalId = textAt(properties, "principalId").toLowerCase();
  if (!guid.test(principalId)) {
    // Text: ours.
    throw gatewayError(400, "InvalidPrincipalId", `The principal ID '${principalId}' is not valid. It must be a GUID.`);
  }
  const isThere = [...world.roleAssignments.values()].some(
    (one) =>
      one.principalId === principalId && one.role === role.name && one.scope.toLowerCase() === scope.toLowerCase(),
  );
  if (isThere) throw gatewayError(409, "RoleAssignmentExists", "The role assignment already exists.");
  const description = textAt(properties, "description");
  const assignment: RoleAssignment = {
    name,
    scope,
    principalId,
    principalType: textAt(properties, "principalType") || "ServicePrincipal",
    role: role.name,
    ...(description === "" ? {} : { description }),
    createdMs: world.clock.now(),
  };
  world.roleAssignments.set(name, assignment);
  return { status: 201, body: render(world, assignment) };
};

export const deleteRoleAssignment: ArmHandler = (world, request) => {
  const found = find(world, request);
  if (found === undefined) return { status: 204 };
  world.roleAssignments.delete(found.name);
  return { status: 200, body: render(world, found) };
};
