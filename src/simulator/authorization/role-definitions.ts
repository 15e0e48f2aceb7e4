import { nameOf, type ArmHandler } from "../arm/context.js";
import { gatewayError, notModelled } from "../arm/errors.js";
import { builtInRoles, findRole, type Role } from "./built-in-roles.js";

export function roleDefinitionId(subscriptionId: string, role: string): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}

function render(subscriptionId: string, { name, roleName, description, actions, notActions = [] }: Role): object {
  return {
    properties: {
      roleName,
      type: "BuiltInRole",
      description,
      assignableScopes: ["/"],
      permissions: [{ actions, notActions, dataActions: [], notDataActions: [] }],
    },
    id: roleDefinitionId(subscriptionId, name),
    type: "Microsoft.Authorization/roleDefinitions",
    name,
  };
}

/** The built-in roles that are known here; `roleName eq '...'`, `type eq 'BuiltInRole'` and `atScope...` filter them. */
export const listRoleDefinitions: ArmHandler = (world, request) => {
  const filter = request.http.query.get("$filter") ?? "";
  const roleName = /roleName eq '([^']*)'/i.exec(filter)?.[1];
  const type = /type eq '([^']*)'/i.exec(filter)?.[1];
  const rest = filter.replaceAll(/\b(roleName|type) eq '[^']*'|\batScope(AndBelow)?\(\)|\band\b|\s/gi, "");
  if (rest !== "") throw notModelled(`the filter '${filter}' on role definitions`);
  const met = builtInRoles.filter((role) => roleName === undefined || role.roleName === roleName);
  const value = type === undefined || type.toLowerCase() === "builtinrole" ? met : [];
  return { status: 200, body: { value: value.map((role) => render(world.subscriptionId, role)) } };
};

export const getRoleDefinition: ArmHandler = (world, request) => {
  const name = nameOf(request, "role");
  const role = findRole(name);
  if (role?.name !== name.toLowerCase()) throw roleDefinitionDoesNotExist(name);
  return { status: 200, body: render(world.subscriptionId, role) };
};

/** Code and text: public reports. */
export function roleDefinitionDoesNotExist(name: string) {
  return gatewayError(
    404,
    "RoleDefinitionDoesNotExist",
    `The specified role definition with ID '${name.replaceAll("-", "")}' does not exist.`,
  );
}
