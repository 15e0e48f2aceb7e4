import { coreResource, everyVerb, statusOf, type Resource, type Subresource } from "./resource.js";

export const configMaps = coreResource("configmaps", "ConfigMap", true, ["cm"]);
export const limitRanges = coreResource("limitranges", "LimitRange", true, ["limits"]);
export const resourceQuotas = coreResource("resourcequotas", "ResourceQuota", true, ["quota"], {
  subresources: [statusOf("ResourceQuota")],
});
export const secrets = coreResource("secrets", "Secret", true, []);
export const serviceAccounts = coreResource("serviceaccounts", "ServiceAccount", true, ["sa"], {
  subresources: [
    { name: "token", kind: "TokenRequest", group: "authentication.k8s.io", version: "v1", verbs: ["create"] },
  ],
});

export const clusterRoleBindings = named("rbac.authorization.k8s.io", "ClusterRoleBinding", "clusterrolebindings");
export const clusterRoles = named("rbac.authorization.k8s.io", "ClusterRole", "clusterroles");
export const roleBindings = named("rbac.authorization.k8s.io", "RoleBinding", "rolebindings", true);
export const roles = named("rbac.authorization.k8s.io", "Role", "roles", true);
const extension = { categories: ["api-extensions"] };
export const policies = named(
  "admissionregistration.k8s.io",
  "ValidatingAdmissionPolicy",
  "validatingadmissionpolicies",
  false,
  { ...extension, subresources: [statusOf("ValidatingAdmissionPolicy")] },
);
export const policyBindings = named(
  "admissionregistration.k8s.io",
  "ValidatingAdmissionPolicyBinding",
  "validatingadmissionpolicybindings",
  false,
  extension,
);
export const leases = named("coordination.k8s.io", "Lease", "leases", true);
export const runtimeClasses = named("node.k8s.io", "RuntimeClass", "runtimeclasses");

/** A resource of a group with a domain, in its version v1. */
function named(
  group: string,
  kind: string,
  plural: string,
  namespaced = false,
  more: { readonly categories?: readonly string[]; readonly subresources?: readonly Subresource[] } = {},
): Resource {
  const { categories = [], subresources = [] } = more;
  const area = group.split(".")[0] ?? "";
  return {
    group,
    version: "v1",
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced,
    shortNames: [],
    categories,
    verbs: everyVerb,
    type: `io.k8s.api.${area}.v1.${kind}`,
    subresources,
  };
}
