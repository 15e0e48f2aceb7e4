import { RefusalError } from "../arm/errors.js";
import { isObject } from "../json.js";
import type { World } from "../world.js";
import type { DenyPolicy } from "./authorization-objects.js";
import { isWithin, scopeOf } from "./scope.js";

/** Refuses a PUT that a policy denies. Code, text and form: documentation and public reports. */
export function checkPolicies(world: World, method: string, action: string, path: string, body: unknown): void {
  if (world.policies.size === 0 || (method !== "PUT" && method !== "PATCH")) return;
  const scope = scopeOf(path);
  const type = action.replace(/\/write$/, "");
  for (const policy of world.policies) {
    const assigned = `/subscriptions/${world.subscriptionId}${policy.scope ?? ""}`;
    if (policy.resourceType.toLowerCase() !== type.toLowerCase() || !isWithin(scope, assigned)) continue;
    const value = offending(policy, body);
    if (value !== undefined) throw disallowed(policy, assigned, scope.split("/").at(-1) ?? "", value);
  }
}

/** What the policy denies in this body, as the answer shows it; undefined when there is nothing. */
function offending({ field, allowed, denied }: DenyPolicy, body: unknown): string | undefined {
  if (field === undefined) return "";
  const values = valuesAt(body, field.split("."));
  if (allowed === undefined && denied === undefined) return values.length === 0 ? "" : undefined;
  const isIn = (list: readonly string[], value: string) =>
    list.some((one) => one.toLowerCase() === value.toLowerCase());
  return values.find((value) => (denied === undefined ? !isIn(allowed ?? [], value) : isIn(denied, value)));
}

function valuesAt(body: unknown, path: readonly string[]): readonly string[] {
  const [first, ...rest] = path;
  if (first === undefined)
    return body === undefined || body === null ? [] : [typeof body === "string" ? body : JSON.stringify(body)];
  if (!isObject(body)) return [];
  const isList = first.endsWith("[*]");
  const value = body[isList ? first.slice(0, -3) : first];
  if (!isList) return valuesAt(value, rest);
  return Array.isArray(value) ? value.flatMap((item) => valuesAt(item, rest)) : [];
}

function disallowed(policy: DenyPolicy, assigned: string, resource: string, value: string) {
  const { name, field, allowed, denied } = policy;
  const subscription = assigned.split("/").slice(0, 3).join("/");
  const assignment = `${assigned}/providers/Microsoft.Authorization/policyAssignments/${name}`;
  const definition = `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`;
  const identifiers = [{ policyAssignment: { name, id: assignment }, policyDefinition: { name, id: definition } }];
  const message = `Resource '${resource}' was disallowed by policy. Policy identifiers: '${JSON.stringify(identifiers)}'.`;
  const operator = denied !== undefined ? "In" : allowed !== undefined ? "NotIn" : "Exists";
  const expression = {
    result: "True",
    expressionKind: "Field",
    expression: field ?? "type",
    path: field ?? "type",
    expressionValue: field === undefined ? policy.resourceType : value,
    targetValue: denied ?? allowed ?? (field === undefined ? policy.resourceType : "false"),
    operator: field === undefined ? "Equals" : operator,
  };
  const info = {
    evaluationDetails: { evaluatedExpressions: [expression] },
    policyDefinitionId: definition,
    policyDefinitionName: name,
    policyDefinitionDisplayName: name,
    policyDefinitionEffect: "deny",
    policyAssignmentId: assignment,
    policyAssignmentName: name,
    policyAssignmentDisplayName: name,
    policyAssignmentScope: assigned,
    policyAssignmentParameters: {},
  };
  const error = {
    code: "RequestDisallowedByPolicy",
    target: resource,
    message,
    additionalInfo: [{ type: "PolicyViolation", info }],
  };
  return new RefusalError(
    {
      status: 403,
      headers: { "content-type": "application/json; charset=utf-8", "x-ms-failure-cause": "gateway" },
      body: { error },
    },
    message,
  );
}
