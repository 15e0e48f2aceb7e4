import { isPrintable } from "../objects/go-text.js";
import {
  fieldForbidden,
  invalid,
  invalidObject,
  notSupported,
  required,
  tooLong,
  type FieldError,
} from "./field-error.js";

const managerBytes = 128;
const validations = ["", "Ignore", "Strict", "Warn"];

/**
 * Checks the options of a write (`ValidateCreateOptions`, `ValidateUpdateOptions`, `ValidatePatchOptions`). Throws 422.
 * `verb` is that of the HTTP request; `isApply` tells a server-side apply from the other patches.
 */
export function checkWriteOptions(query: URLSearchParams, verb: "Create" | "Update" | "Patch", isApply = false): void {
  const manager = query.get("fieldManager") ?? "";
  const errors = [
    ...(isApply && manager === "" ? [required("fieldManager", "is required for apply patch")] : []),
    ...(verb === "Patch" && !isApply && query.has("force")
      ? [fieldForbidden("force", "may not be specified for non-apply patch")]
      : []),
    ...managerErrors(manager),
    ...dryRunErrors(query.getAll("dryRun")),
    ...validationErrors(query.get("fieldValidation") ?? ""),
  ];
  if (errors.length > 0) throw invalidObject("meta.k8s.io", `${verb}Options`, "", errors);
}

/** Only `All` is known, and anything beside it is not. */
export function dryRunErrors(values: readonly string[]): FieldError[] {
  return values.every((value) => value === "All") ? [] : [notSupported("dryRun", [...values], ["All"])];
}

function managerErrors(manager: string): FieldError[] {
  const signs = Array.from(manager);
  const strange = signs.findIndex((sign) => !isPrintable(sign));
  const code = signs[strange]?.codePointAt(0) ?? 0;
  const shown = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  return [
    ...(Buffer.byteLength(manager) > managerBytes ? [tooLong("fieldManager", managerBytes)] : []),
    ...(strange < 0 ? [] : [invalid("fieldManager", manager, `invalid character ${shown} (at position ${strange})`)]),
  ];
}

const validationErrors = (value: string) =>
  validations.includes(value) ? [] : [notSupported("fieldValidation", value, validations)];
