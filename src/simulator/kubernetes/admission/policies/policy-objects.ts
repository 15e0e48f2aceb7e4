import type { KubeObject, LabelSelector } from "../../objects/objects.js";

export type Rule = {
  apiGroups?: string[];
  apiVersions?: string[];
  operations?: string[];
  resources?: string[];
  resourceNames?: string[];
  scope?: string;
};
export type MatchResources = {
  namespaceSelector?: LabelSelector;
  objectSelector?: LabelSelector;
  resourceRules?: Rule[];
  excludeResourceRules?: Rule[];
  matchPolicy?: string;
};
export type Validation = { expression?: string; message?: string; messageExpression?: string; reason?: string };
export type Named = { name: string; expression: string };
export type ParamKind = { apiVersion?: string; kind?: string };
export type ParamRef = {
  name?: string;
  namespace?: string;
  selector?: LabelSelector;
  parameterNotFoundAction?: string;
};

export type PolicyObject = KubeObject & {
  spec: {
    matchConstraints?: MatchResources;
    matchConditions?: Named[];
    variables?: Named[];
    validations?: Validation[];
    auditAnnotations?: { key: string; valueExpression: string }[];
    failurePolicy?: string;
    paramKind?: ParamKind;
  };
};
export type PolicyBindingObject = KubeObject & {
  spec: {
    policyName: string;
    validationActions?: string[];
    matchResources?: MatchResources;
    paramRef?: ParamRef;
  };
};

/** Views of a stored object, whose shape the schema check has made sure of. */
export const asPolicy = (object: KubeObject) => object as PolicyObject;
export const asPolicyBinding = (object: KubeObject) => object as PolicyBindingObject;
