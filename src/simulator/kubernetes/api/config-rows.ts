import { asBinding } from "../authorization/rbac-objects.js";
import { isObject, stringOf, valueAt, type Json } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { age } from "./age.js";
import type { Printer } from "./printer.js";

const named = (object: KubeObject) => object.metadata.name;
const ageOf = (object: KubeObject, nowMs: number) => age(object.metadata.creationTimestamp, nowMs);
const countOf = (object: KubeObject, field: string) => Object.keys(valueAt(object, field) ?? {}).length;

const bindings: Printer = {
  columns: ["Name", "Role", "Age", "+Users", "+Groups", "+ServiceAccounts"],
  cells: (object, now) => {
    const { roleRef, subjects = [] } = asBinding(object);
    const namesOf = (kind: string) =>
      subjects
        .filter((subject) => subject.kind === kind)
        .map((subject) => (kind === "ServiceAccount" ? `${subject.namespace ?? ""}/${subject.name}` : subject.name))
        .join(", ");
    const role = `${roleRef.kind}/${roleRef.name}`;
    return [named(object), role, ageOf(object, now), namesOf("User"), namesOf("Group"), namesOf("ServiceAccount")];
  },
};
/** Roles are printed by kubectl's general table: a name and the full time of creation. */
const roles: Printer = {
  columns: ["Name", "Created At"],
  cells: (object) => [named(object), object.metadata.creationTimestamp],
};

/** Rows of the objects that are only kept, by plural name, as the API server's printers write them. */
export const configPrinters: Readonly<Record<string, Printer>> = {
  configmaps: {
    columns: ["Name", "Data", "Age"],
    cells: (object, now) => [
      named(object),
      countOf(object, "data") + countOf(object, "binaryData"),
      ageOf(object, now),
    ],
  },
  secrets: {
    columns: ["Name", "Type", "Data", "Age"],
    cells: (object, now) => [named(object), stringOf(object["type"]), countOf(object, "data"), ageOf(object, now)],
  },
  leases: {
    columns: ["Name", "Holder", "Age"],
    cells: (object, now) => [named(object), stringOf(valueAt(object, "spec", "holderIdentity")), ageOf(object, now)],
  },
  limitranges: roles,
  resourcequotas: {
    columns: ["Name", "Request", "Limit", "Age"],
    cells: (object, now) => [named(object), quotas(object, false), quotas(object, true), ageOf(object, now)],
  },
  validatingadmissionpolicies: {
    columns: ["Name", "Validations", "ParamKind", "Age"],
    cells: (object, now) => [named(object), ...policyCells(object), ageOf(object, now)],
  },
  validatingadmissionpolicybindings: {
    columns: ["Name", "PolicyName", "ParamRef", "Age"],
    cells: (object, now) => [
      named(object),
      stringOf(valueAt(object, "spec", "policyName")),
      paramText(valueAt(object, "spec", "paramRef")),
      ageOf(object, now),
    ],
  },
  roles,
  clusterroles: roles,
  rolebindings: bindings,
  clusterrolebindings: bindings,
};

/** `pods: 1/10, requests.cpu: 0/4`; limits and the rest have a column each. */
function quotas(object: KubeObject, isLimits: boolean): string {
  const hard = valueAt(object, "status", "hard");
  const used = valueAt(object, "status", "used");
  return Object.entries(isObject(hard) ? hard : {})
    .filter(([name]) => name.startsWith("limits.") === isLimits)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}: ${stringOf(valueAt(used, name)) || "0"}/${stringOf(value)}`)
    .join(", ");
}

function policyCells(object: KubeObject): (string | number)[] {
  const validations = valueAt(object, "spec", "validations");
  const kind = valueAt(object, "spec", "paramKind");
  return [
    Array.isArray(validations) ? validations.length : 0,
    isObject(kind) ? `${stringOf(kind["apiVersion"])}/${stringOf(kind["kind"])}` : "<unset>",
  ];
}

function paramText(reference: Json | undefined): string {
  const name = stringOf(valueAt(reference, "name"));
  return name === "" ? "<unset>" : `${stringOf(valueAt(reference, "namespace")) || "*"}/${name}`;
}
