import { badRequest } from "../api/status-error.js";
import type { Resource } from "./resources.js";
import { stringOf, valueAt } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";

export type Matcher = (object: KubeObject) => boolean;

interface Term {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "!" | "gt" | "lt";
  readonly values: readonly string[];
}

/** A label selector in the API's text form: `a=b,c!=d,e in (f,g),h,!i`. */
export function labelMatcher(selector: string | null): Matcher {
  if (selector === null || selector.trim() === "") return () => true;
  const terms = splitTerms(selector).map(parseTerm);
  return (object) => terms.every((term) => termMatches(term, object.metadata.labels ?? {}));
}

/** Commas separate terms, except inside the parentheses of `in (...)`. */
function splitTerms(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "");
}

function parseTerm(text: string): Term {
  const name = "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?(?:/[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?)";
  const set = new RegExp(`^${name}\\s+(in|notin)\\s*\\(([^()]*)\\)$`).exec(text);
  if (set !== null) {
    const operator = set[4] === "in" ? "in" : "notin";
    return { key: set[1] ?? "", operator, values: (set[5] ?? "").split(",").map((value) => value.trim()) };
  }
  const equality = new RegExp(`^${name}\\s*(==|=|!=|>|<)\\s*([-A-Za-z0-9_.]*)$`).exec(text);
  if (equality !== null) {
    const operators = { "=": "in", "==": "in", "!=": "notin", ">": "gt", "<": "lt" } as const;
    const sign = equality[4] === "!=" || equality[4] === ">" || equality[4] === "<" ? equality[4] : "=";
    return { key: equality[1] ?? "", operator: operators[sign], values: [equality[5] ?? ""] };
  }
  const presence = new RegExp(`^(!?)\\s*${name}$`).exec(text);
  if (presence !== null) return { key: presence[2] ?? "", operator: presence[1] === "!" ? "!" : "exists", values: [] };
  throw badRequest(`unable to parse requirement: found '${text}', expected: a label selector requirement`);
}

function termMatches(term: Term, labels: Readonly<Record<string, string>>): boolean {
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
  const terms = selector.split(",").map((text) => {
    const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(text.trim());
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
  return typeof value === "string" ? value : "";
}
