import { StatusError, forbidden } from "../../api/status-error.js";
import { userInfo, type User } from "../../authentication/user.js";
import type { ClusterState } from "../../cluster-state.js";
import type { Json, JsonObject } from "../../objects/json.js";
import type { KubeObject } from "../../objects/objects.js";
import { policies, policyBindings } from "../../store/config-resources.js";
import { namespaces } from "../../store/resources.js";
import type { Admission } from "../admission.js";
import { celValue, type CelContext, type Expression } from "./cel.js";
import { compiledPolicy } from "./compiled-policy.js";
import { matches } from "./match.js";
import { collectParams } from "./params.js";
import { asPolicy, asPolicyBinding, type PolicyBindingObject, type PolicyObject } from "./policy-objects.js";

/** The cluster's own controllers, to policies that ask who writes. */
const controller: User = { username: "system:kube-controller-manager", groups: ["system:authenticated"] };
const codes: Readonly<Record<string, number>> = { Forbidden: 403, Unauthorized: 401, RequestEntityTooLarge: 413 };

interface Denial {
  readonly message: string;
  readonly reason: string;
}

/** Holds a write against every ValidatingAdmissionPolicy that a binding applies to it. Throws what the first refusal says. */
export function admitPolicies(state: ClusterState, admission: Admission): void {
  const { resource, object, old } = admission;
  if (resource.group === policies.group) return;
  let refusal: (Denial & { readonly policy: string; readonly binding: string }) | undefined;
  for (const stored of state.store.list(policies)) {
    const policy = asPolicy(stored);
    if (!matches(state, policy.spec.matchConstraints, admission)) continue;
    for (const binding of state.store.list(policyBindings).map(asPolicyBinding)) {
      if (binding.spec.policyName !== policy.metadata.name) continue;
      if (!matches(state, binding.spec.matchResources, admission)) continue;
      for (const denial of denialsOf(state, policy, binding, admission)) {
        const names = { policy: policy.metadata.name, binding: binding.metadata.name };
        for (const action of binding.spec.validationActions ?? [])
          if (action === "Deny") refusal ??= { ...denial, ...names };
          else if (action === "Warn")
            admission.warn(
              `Validation failed for ValidatingAdmissionPolicy '${names.policy}' with binding '${names.binding}': ${denial.message}`,
            );
      }
    }
  }
  if (refusal === undefined) return;
  const message = `ValidatingAdmissionPolicy '${refusal.policy}' with binding '${refusal.binding}' denied request: ${refusal.message}`;
  const base = forbidden(resource, (object ?? old)?.metadata.name ?? "", message);
  const causes = [{ reason: "", message, field: "" }];
  throw new StatusError(codes[refusal.reason] ?? 422, refusal.reason, base.message, { ...base.details, causes });
}

function denialsOf(
  state: ClusterState,
  policy: PolicyObject,
  binding: PolicyBindingObject,
  admission: Admission,
): Denial[] {
  const collected = collectParams(
    state,
    policy,
    binding,
    (admission.object ?? admission.old)?.metadata.namespace ?? "",
  );
  if (typeof collected === "string") return onError(policy, [`failed to configure binding: ${collected}`]);
  return collected.flatMap((params) => evaluate(state, policy, admission, params));
}

const onError = (policy: PolicyObject, messages: readonly string[]): Denial[] =>
  policy.spec.failurePolicy === "Ignore" ? [] : messages.map((message) => ({ message, reason: "Invalid" }));

function evaluate(
  state: ClusterState,
  policy: PolicyObject,
  admission: Admission,
  params: KubeObject | undefined,
): Denial[] {
  const compiled = compiledPolicy(policy);
  const context = contextOf(state, admission, params, compiled.variables);
  const errors: string[] = [];
  for (const { text, expression } of compiled.conditions) {
    const result = attempt(expression, text, context);
    if (result.error !== undefined) errors.push(result.error);
    else if (result.value === false) return [];
  }
  if (errors.length > 0) return onError(policy, [errors.length === 1 ? (errors[0] ?? "") : `[${errors.join(", ")}]`]);
  return compiled.validations.flatMap(({ given, expression, message }): Denial[] => {
    const text = given.expression ?? "";
    const result = attempt(expression, text, context);
    if (result.error !== undefined) return onError(policy, [result.error]);
    if (result.value === true) return [];
    const own = message === undefined ? undefined : attempt(message, "", context).value;
    const shown = typeof own === "string" && !own.trim().includes("\n") ? own.trim() : "";
    const fallback = (given.message ?? "").trim() || `failed expression: ${text.trim()}`;
    return [{ message: shown === "" ? fallback : shown, reason: given.reason ?? "Invalid" }];
  });
}

function attempt(expression: Expression, text: string, context: CelContext) {
  try {
    return { value: expression.evaluate(context), error: undefined };
  } catch (error) {
    const why = error instanceof Error ? error.message : "unknown";
    return { value: undefined, error: `expression '${text}' resulted in error: ${why}` };
  }
}

function contextOf(
  state: ClusterState,
  admission: Admission,
  params: KubeObject | undefined,
  variables: readonly { readonly name: string; readonly expression: Expression }[],
): CelContext {
  const { resource, object, old } = admission;
  const inNamespace = resource.plural === namespaces.plural ? "" : ((object ?? old)?.metadata.namespace ?? "");
  const lazy: Record<string, unknown> = {};
  const context = {
    object: celValue(object),
    oldObject: celValue(old),
    request: celValue(requestOf(admission)),
    params: celValue(params),
    namespaceObject: celValue(state.store.get(namespaces, "", inNamespace)),
    variables: lazy,
  };
  // A variable is worked out when an expression first asks for it, and only once.
  for (const { name, expression } of variables) {
    let known: { readonly value: unknown } | undefined;
    const get = () => (known ??= { value: expression.evaluate(context) }).value;
    Object.defineProperty(lazy, name, { enumerable: true, get });
  }
  return context;
}

function requestOf({ operation, resource, subresource, object, old, user, isDryRun }: Admission): JsonObject {
  const { group, version, kind, plural } = resource;
  const { name, namespace } = (object ?? old)?.metadata ?? {};
  const kinds: Json = { group, version, kind };
  const resources: Json = { group, version, resource: plural };
  return {
    kind: kinds,
    resource: resources,
    ...(subresource === "" ? {} : { subResource: subresource, requestSubResource: subresource }),
    requestKind: kinds,
    requestResource: resources,
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    operation,
    userInfo: userInfo(user ?? controller),
    dryRun: isDryRun,
  };
}
