import { compile, isFault } from "../admission/policies/cel.js";
import { paramResource } from "../admission/policies/params.js";
import { asPolicy, asPolicyBinding, type MatchResources } from "../admission/policies/policy-objects.js";
import { fieldForbidden, invalid, notSupported, required, type FieldError } from "../api/field-error.js";
import { notModelled } from "../api/status-error.js";
import type { KubeObject } from "../objects/objects.js";

const reasons = ["Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge"];
const actions = ["Deny", "Warn", "Audit"];
const operations = ["CREATE", "UPDATE", "DELETE", "CONNECT", "*"];

/** Throws the 501 of an expression with something that the CEL library here lacks. */
function expressionErrors(field: string, text: string, type?: "bool" | "string"): FieldError[] {
  if (text.trim() === "") return [required(field, type === undefined ? "expression is not specified" : "")];
  const result = compile(text.trim());
  if (isFault(result)) {
    if (result.isUnmodelled) throw notModelled(`the expression ${JSON.stringify(text)} of ${field}: ${result.text}`);
    return [invalid(field, text, result.text)];
  }
  return type === undefined || result.type === type
    ? []
    : [invalid(field, text, `must evaluate to ${type} but got ${result.type}`)];
}

/** `ValidateValidatingAdmissionPolicy`, for the most part. */
export function policyErrors(object: KubeObject): FieldError[] {
  const { matchConstraints, matchConditions = [], variables = [], validations = [], ...rest } = asPolicy(object).spec;
  const { auditAnnotations = [], failurePolicy = "Fail", paramKind } = rest;
  if (paramKind !== undefined && paramResource(paramKind) === undefined)
    throw notModelled(`policies with parameters of kind ${paramKind.kind ?? ""} in ${paramKind.apiVersion ?? ""}`);
  return [
    ...(["Fail", "Ignore"].includes(failurePolicy)
      ? []
      : [notSupported("spec.failurePolicy", failurePolicy, ["Fail", "Ignore"])]),
    ...(matchConstraints === undefined
      ? [required("spec.matchConstraints")]
      : matchErrors(matchConstraints, "spec.matchConstraints", true)),
    ...variables.flatMap(({ expression }, index) =>
      expressionErrors(`spec.variables[${index}].expression`, expression),
    ),
    ...matchConditions.flatMap(({ expression }, index) =>
      expressionErrors(`spec.matchConditions[${index}].expression`, expression, "bool"),
    ),
    ...(validations.length + auditAnnotations.length === 0
      ? [
          required("spec.validations", "validations or auditAnnotations must be specified"),
          required("spec.auditAnnotations", "validations or auditAnnotations must be specified"),
        ]
      : []),
    ...validations.flatMap(({ expression = "", messageExpression = "", reason }, index) => {
      const at = `spec.validations[${index}]`;
      return [
        ...expressionErrors(`${at}.expression`, expression, "bool"),
        ...(messageExpression === "" ? [] : expressionErrors(`${at}.messageExpression`, messageExpression, "string")),
        ...(reason === undefined || reasons.includes(reason) ? [] : [notSupported(`${at}.reason`, reason, reasons)]),
      ];
    }),
    ...auditAnnotations.flatMap(({ valueExpression }, index) =>
      expressionErrors(`spec.auditAnnotations[${index}].valueExpression`, valueExpression),
    ),
  ];
}

function matchErrors({ resourceRules = [] }: MatchResources, at: string, isPolicy: boolean): FieldError[] {
  return [
    ...(isPolicy && resourceRules.length === 0 ? [required(`${at}.resourceRules`)] : []),
    ...resourceRules.flatMap((rule, index) => {
      const own = `${at}.resourceRules[${index}]`;
      return [
        ...(["apiGroups", "apiVersions", "resources"] as const)
          .filter((field) => (rule[field] ?? []).length === 0)
          .map((field) => required(`${own}.${field}`)),
        ...((rule.operations ?? []).length === 0 ? [required(`${own}.operations`)] : []),
        ...(rule.operations ?? [])
          .filter((operation) => !operations.includes(operation))
          .map((operation) => notSupported(`${own}.operations[0]`, operation, operations)),
      ];
    }),
  ];
}

/** `ValidateValidatingAdmissionPolicyBinding` */
export function policyBindingErrors(object: KubeObject): FieldError[] {
  const {
    policyName = "",
    validationActions = [],
    paramRef,
    matchResources,
  } = asPolicyBinding(object).spec as Partial<ReturnType<typeof asPolicyBinding>["spec"]>;
  const hasBoth = paramRef?.name !== undefined && paramRef.selector !== undefined;
  return [
    ...(policyName === "" ? [required("spec.policyName")] : []),
    ...(hasBoth ? [fieldForbidden("spec.paramRef.name", "name and selector are mutually exclusive")] : []),
    ...(matchResources === undefined ? [] : matchErrors(matchResources, "spec.matchResources", false)),
    ...(validationActions.length === 0
      ? [required("spec.validationActions", "at least one validation action is required")]
      : []),
    ...validationActions
      .filter((action) => !actions.includes(action))
      .map((action, index) => notSupported(`spec.validationActions[${index}]`, action, actions)),
    ...(validationActions.includes("Deny") && validationActions.includes("Warn")
      ? [
          invalid(
            "spec.validationActions",
            validationActions,
            "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
          ),
        ]
      : []),
  ];
}

const withSelectors = (constraints: MatchResources): MatchResources => ({
  namespaceSelector: {},
  objectSelector: {},
  matchPolicy: "Equivalent",
  ...constraints,
  ...(constraints.resourceRules === undefined
    ? {}
    : { resourceRules: constraints.resourceRules.map((rule) => ({ ...rule, scope: rule.scope ?? "*" })) }),
});

export function withPolicyDefaults(object: KubeObject): KubeObject {
  const { spec } = asPolicy({ ...object, spec: object["spec"] ?? {} });
  const { matchConstraints } = spec;
  return {
    ...object,
    spec: {
      failurePolicy: "Fail",
      ...spec,
      ...(matchConstraints === undefined ? {} : { matchConstraints: withSelectors(matchConstraints) }),
    },
  };
}

export function withPolicyBindingDefaults(object: KubeObject): KubeObject {
  const { spec } = asPolicyBinding({ ...object, spec: object["spec"] ?? {} });
  const { matchResources } = spec;
  return {
    ...object,
    spec: { ...spec, ...(matchResources === undefined ? {} : { matchResources: withSelectors(matchResources) }) },
  };
}
