import { fieldForbidden, invalid, required, type FieldError } from "../api/field-error.js";
import type { IntOrPercent } from "../objects/workloads.js";
import type { LabelSelector } from "../objects/objects.js";
import { labelErrors } from "./metadata.js";
import { labelKeyFaults, labelValueFaults } from "./names.js";

/** `ValidateLabelSelector`. */
export function selectorErrors(selector: LabelSelector | undefined, field: string): FieldError[] {
  const { matchLabels = {}, matchExpressions = [] } = selector ?? {};
  return [
    ...labelErrors(matchLabels, `${field}.matchLabels`),
    ...matchExpressions.flatMap(({ key, operator, values = [] }, index) => {
      const at = `${field}.matchExpressions[${index}]`;
      return [
        ...operatorErrors(operator, values, at),
        ...labelKeyFaults(key).map((fault) => invalid(`${at}.key`, key, fault)),
        ...values.flatMap((value, place) =>
          labelValueFaults(value).map((fault) => invalid(`${at}.values[${place}]`, value, fault)),
        ),
      ];
    }),
  ];
}

function operatorErrors(operator: string, values: readonly string[], at: string): FieldError[] {
  if (operator === "In" || operator === "NotIn")
    return values.length === 0
      ? [required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")]
      : [];
  if (operator === "Exists" || operator === "DoesNotExist")
    return values.length === 0
      ? []
      : [fieldForbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")];
  return [invalid(`${at}.operator`, operator, "not a valid selector operator")];
}

const percentForm = /^[0-9]+%$/;

/** A number from 0 on, or a percentage; the odd comma is apimachinery's. */
export function percentErrors(field: string, value: IntOrPercent | undefined, isAtMostAll: boolean): FieldError[] {
  if (value === undefined) return [];
  if (typeof value === "number") return value < 0 ? [invalid(field, value, "must be greater than or equal to 0")] : [];
  if (!percentForm.test(value))
    return [
      invalid(
        field,
        value,
        "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', or '93%', regex used for validation is '[0-9]+%')",
      ),
    ];
  const isTooMuch = isAtMostAll && Number(value.slice(0, -1)) > 100;
  return isTooMuch ? [invalid(field, value, "must not be greater than 100%")] : [];
}

export function isZero(value: IntOrPercent | undefined): boolean {
  return value === undefined || Number(String(value).replace("%", "")) === 0;
}
