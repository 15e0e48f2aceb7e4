import { badRequest } from "../api/status-error.js";
import type { Resource } from "./resources.js";
import { stringOf, valueAt } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { parseRequirements, type Requirement } from "./label-requirements.js";

export type Matcher = (object: KubeObject) => boolean;

/** A label selector in the API's text form: `a=b,c!=d,e in (f,g),h,!i`. Throws 400. */
export function labelMatcher(selector: string | null): Matcher {
  if (selector === null || selector.trim() === "") return () => true;
  const requirements = parseRequirements(selector);
  return (object) => requirements.every((requirement) => isMet(requirement, object.metadata.labels ?? {}));
}

function isMet(term: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[term.key];
  switch (term.operator) {
    case "in":
      return value !== undefined && term.values.includes(value);
    case "notin":
      return value === undefined || !term.values.includes(value);
    case "exists":
      return value !== undefined;
    case "!":
      return value === undefined;
    case "gt":
      return value !== undefined && Number(value) > Number(term.values[0]);
    case "lt":
      return value !== undefined && Number(value) < Number(term.values[0]);
  }
}

/** Fields by which the API server selects, besides metadata.name and metadata.namespace. */
const selectableFields: Readonly<Record<string, readonly string[]>> = {
  pods: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "spec.hostNetwork",
    "status.phase",
    "status.podIP",
    "status.nominatedNodeName",
  ],
  nodes: ["spec.unschedulable"],
  namespaces: ["status.phase"],
  secrets: ["type"],
  jobs: ["status.successful"],
  events: [
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.uid",
    "involvedObject.apiVersion",
    "involvedObject.resourceVersion",
    "involvedObject.fieldPath",
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
};

/** A field selector: `metadata.name=a,status.phase!=Running`. An unknown field is a 400, as at the API server. */
export function fieldMatcher(resource: Resource, selector: string | null): Matcher {
  if (selector === null || selector === "") return () => true;
  const given = selector.split(",").filter((text) => text !== "");
  const terms = given.map((text) => {
    const match = /^(.*?)(!=|==|=)(.*)$/.exec(text);
    if (match === null) throw badRequest(`invalid selector: '${selector}'; can't understand '${text}'`);
    const [, field = "", operator = "=", value = ""] = match;
    const known = ["metadata.name", "metadata.namespace", ...(selectableFields[resource.plural] ?? [])];
    if (!known.includes(field)) {
      throw badRequest(
        selectableFields[resource.plural] === undefined
          ? `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
          : `field label not supported: ${field}`,
      );
    }
    return { field, wanted: operator !== "!=", value };
  });
  return (object) => terms.every((term) => (fieldText(object, term.field) === term.value) === term.wanted);
}

function fieldText(object: KubeObject, field: string): string {
  if (field === "source") return stringOf(valueAt(object, "source", "component"));
  const value = valueAt(object, ...field.split("."));
  if (field === "spec.unschedulable" || field === "spec.hostNetwork") return String(value === true);
  if (field === "status.successful") return JSON.stringify(valueAt(object, "status", "succeeded") ?? 0);
  return typeof value === "string" ? value : "";
}
