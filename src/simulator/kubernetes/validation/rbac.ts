import { invalid, notSupported, required, type FieldError } from "../api/field-error.js";
import { equal, type JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { asBinding, asRole, type PolicyRule, type Subject } from "../authorization/rbac-objects.js";
import { dnsSubdomainFaults, pathSegmentFaults } from "./names.js";

const group = "rbac.authorization.k8s.io";

/** `ValidateRole` and `ValidateClusterRole`. */
export function roleErrors(object: KubeObject): FieldError[] {
  const { rules, aggregationRule } = asRole(object);
  const isNamespaced = object.kind === "Role";
  return [
    ...(rules ?? []).flatMap((rule, index) => ruleErrors(rule, isNamespaced, `rules[${index}]`)),
    ...(aggregationRule !== undefined && (aggregationRule.clusterRoleSelectors ?? []).length === 0
      ? [
          required(
            "aggregationRule.clusterRoleSelectors",
            "at least one clusterRoleSelector required if aggregationRule is non-nil",
          ),
        ]
      : []),
  ];
}

function ruleErrors(rule: PolicyRule, isNamespaced: boolean, at: string): FieldError[] {
  const { verbs = [], nonResourceURLs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
  const noVerbs = verbs.length === 0 ? [required(`${at}.verbs`, "verbs must contain at least one value")] : [];
  if (nonResourceURLs.length > 0)
    return [
      ...noVerbs,
      ...(isNamespaced
        ? [invalid(`${at}.nonResourceURLs`, nonResourceURLs, "namespaced rules cannot apply to non-resource URLs")]
        : []),
      ...(apiGroups.length + resources.length + resourceNames.length > 0
        ? [
            invalid(
              `${at}.nonResourceURLs`,
              nonResourceURLs,
              "rules cannot apply to both regular resources and non-resource URLs",
            ),
          ]
        : []),
    ];
  return [
    ...noVerbs,
    ...(apiGroups.length === 0
      ? [required(`${at}.apiGroups`, "resource rules must supply at least one api group")]
      : []),
    ...(resources.length === 0
      ? [required(`${at}.resources`, "resource rules must supply at least one resource")]
      : []),
  ];
}

/** `ValidateRoleBinding` and `ValidateClusterRoleBinding`. */
export function bindingErrors(object: KubeObject): FieldError[] {
  const { roleRef, subjects } = asBinding(object);
  const isNamespaced = object.kind === "RoleBinding";
  const kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
  return [
    ...(roleRef.apiGroup === group ? [] : [notSupported("roleRef.apiGroup", roleRef.apiGroup ?? "", [group])]),
    ...(kinds.includes(roleRef.kind) ? [] : [notSupported("roleRef.kind", roleRef.kind, kinds)]),
    ...(roleRef.name === ""
      ? [required("roleRef.name")]
      : pathSegmentFaults(roleRef.name).map((fault) => invalid("roleRef.name", roleRef.name, fault))),
    ...(subjects ?? []).flatMap((subject, index) => subjectErrors(subject, isNamespaced, `subjects[${index}]`)),
  ];
}

export const bindingUpdateErrors = (object: KubeObject, old: KubeObject): FieldError[] => [
  ...bindingErrors(object),
  ...(equal(object["roleRef"], old["roleRef"]) ? [] : [invalid("roleRef", object["roleRef"], "cannot change roleRef")]),
];

function subjectErrors(subject: Subject, isNamespaced: boolean, at: string): FieldError[] {
  const noName = subject.name === "" ? [required(`${at}.name`)] : [];
  const apiGroup = subject.apiGroup ?? "";
  if (subject.kind === "ServiceAccount")
    return [
      ...noName,
      ...(noName.length > 0
        ? []
        : dnsSubdomainFaults(subject.name).map((fault) => invalid(`${at}.name`, subject.name, fault))),
      ...(apiGroup === "" ? [] : [notSupported(`${at}.apiGroup`, apiGroup, [""])]),
      ...(!isNamespaced && (subject.namespace ?? "") === "" ? [required(`${at}.namespace`)] : []),
    ];
  if (subject.kind === "User" || subject.kind === "Group")
    return [...noName, ...(apiGroup === group ? [] : [notSupported(`${at}.apiGroup`, apiGroup, [group])])];
  return [...noName, notSupported(`${at}.kind`, subject.kind, ["ServiceAccount", "User", "Group"])];
}

/** Bindings with the API groups that the server fills in; roles with `rules` always there, as they are written. */
export function withBindingDefaults(object: KubeObject): KubeObject {
  const { subjects, roleRef } = asBinding(object) as Partial<ReturnType<typeof asBinding>>;
  const filled = (subjects ?? []).map((subject): JsonObject => {
    const given: Partial<Subject> = subject;
    const { kind = "", name = "", apiGroup = kind === "User" || kind === "Group" ? group : "" } = given;
    return { ...subject, kind, ...(apiGroup === "" ? {} : { apiGroup }), name };
  });
  return {
    ...object,
    roleRef: { kind: "", name: "", ...roleRef, apiGroup: roleRef?.apiGroup ?? group },
    ...(subjects === undefined ? {} : { subjects: filled }),
  };
}

export const withRoleDefaults = (object: KubeObject): KubeObject => ({ ...object, rules: object["rules"] ?? null });
