import type { ClusterState } from "../../cluster-state.js";
import { selects } from "../../objects/label-selector.js";
import type { KubeObject } from "../../objects/objects.js";
import { apiVersionOf, storedResources } from "../../store/resources.js";
import type { PolicyBindingObject, PolicyObject } from "./policy-objects.js";

/** The objects that a binding hands to its policy, `[undefined]` for none; a text says why they cannot be had. */
export function collectParams(
  state: ClusterState,
  policy: PolicyObject,
  binding: PolicyBindingObject,
  namespace: string,
): (KubeObject | undefined)[] | string {
  const { paramKind } = policy.spec;
  const { paramRef } = binding.spec;
  if (paramKind === undefined || paramRef === undefined) return [undefined];
  const resource = paramResource(paramKind);
  if (resource === undefined) return `failed to find resource referenced by paramKind: '${paramKind.apiVersion ?? ""}'`;
  const where = resource.namespaced ? (paramRef.namespace ?? namespace) : "";
  if (resource.namespaced && where === "")
    return "cannot use namespaced paramRef in policy binding that matches cluster-scoped resources";
  const found =
    paramRef.name === undefined
      ? state.store
          .list(resource, where || undefined)
          .filter(({ metadata }) => selects(paramRef.selector, metadata.labels))
      : [state.store.get(resource, where, paramRef.name)].flatMap((object) => object ?? []);
  if (found.length > 0) return found;
  return paramRef.parameterNotFoundAction === "Deny"
    ? "no params found for policy binding with `Deny` parameterNotFoundAction"
    : [];
}

/** The resource of a kind that may be a policy's parameter; undefined for kinds that are not stored. */
export const paramResource = (kind: { readonly apiVersion?: string; readonly kind?: string }) =>
  storedResources.find((item) => item.kind === kind.kind && apiVersionOf(item) === kind.apiVersion);
