import { goQuoted } from "../objects/go-text.js";
import type { Json } from "../objects/json.js";
import { StatusError } from "./status-error.js";

type Kind =
  "Invalid" | "Required" | "NotSupported" | "Forbidden" | "Duplicate" | "TooLong" | "TypeInvalid" | "NotFound";

const words: Record<Kind, string> = {
  Invalid: "Invalid value",
  Required: "Required value",
  NotSupported: "Unsupported value",
  Forbidden: "Forbidden",
  Duplicate: "Duplicate value",
  TooLong: "Too long",
  TypeInvalid: "Invalid value",
  NotFound: "Not found",
};
const withoutValue: readonly Kind[] = ["Required", "Forbidden", "TooLong"];

/** One fault of an object, as apimachinery's `field.Error`. `field` is a path such as `spec.containers[0].name`. */
export interface FieldError {
  readonly kind: Kind;
  readonly field: string;
  readonly value: Json | undefined;
  readonly detail: string;
}

export const invalid = (field: string, value: Json | undefined, detail: string): FieldError => ({
  kind: "Invalid",
  field,
  value,
  detail,
});
export const required = (field: string, detail = ""): FieldError => ({
  kind: "Required",
  field,
  value: undefined,
  detail,
});
export const fieldForbidden = (field: string, detail: string): FieldError => ({
  kind: "Forbidden",
  field,
  value: undefined,
  detail,
});
export const notFoundField = (field: string, value: Json): FieldError => ({
  kind: "NotFound",
  field,
  value,
  detail: "",
});
export const duplicate = (field: string, value: Json): FieldError => ({ kind: "Duplicate", field, value, detail: "" });
export const notSupported = (field: string, value: Json, supported: readonly string[]): FieldError => ({
  kind: "NotSupported",
  field,
  value,
  detail: `supported values: ${supported.map((name) => JSON.stringify(name)).join(", ")}`,
});
export const tooLong = (field: string, maximum: number): FieldError => ({
  kind: "TooLong",
  field,
  value: undefined,
  detail: `may not be more than ${maximum} bytes`,
});

/** The 422 that lists every fault. `kind` is the object's kind, `group` its API group. */
export function invalidObject(group: string, kind: string, name: string, errors: readonly FieldError[]): StatusError {
  const texts = [...new Set(errors.map((error) => `${error.field}: ${bodyOf(error)}`))];
  const all = texts.length === 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`;
  const subject = group === "" ? kind : `${kind}.${group}`;
  return new StatusError(422, "Invalid", `${subject} "${name}" is invalid: ${all}`, {
    name,
    group,
    kind,
    causes: errors.map((error) => ({
      reason: `FieldValue${error.kind}`,
      message: bodyOf(error),
      field: error.field,
    })),
  });
}

function bodyOf(error: FieldError): string {
  const value = withoutValue.includes(error.kind) ? "" : `: ${valueText(error.value)}`;
  return `${words[error.kind]}${value}${error.detail === "" ? "" : `: ${error.detail}`}`;
}

function valueText(value: Json | undefined): string {
  if (typeof value === "string") return goQuoted(value);
  return value === undefined ? "null" : JSON.stringify(value);
}
