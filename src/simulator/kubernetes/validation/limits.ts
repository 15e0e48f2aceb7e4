import { refuseUnmodelledQuota } from "../admission/quotas.js";
import { duplicate, fieldForbidden, invalid, type FieldError } from "../api/field-error.js";
import { isObject, stringOf, valueAt, type Json } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import { quantityErrors } from "./runtime-class.js";

/** The checks of `ValidateLimitRange` on how an item's members stand to each other. */
export function limitRangeErrors(object: KubeObject): FieldError[] {
  const limits = valueAt(object, "spec", "limits");
  const types: string[] = [];
  return (Array.isArray(limits) ? limits : []).flatMap((item, index) => {
    const at = `spec.limits[${index}]`;
    const type = stringOf(valueAt(item, "type"));
    const isRepeated = types.includes(type);
    types.push(type);
    const defaults = ["default", "defaultRequest"].filter((name) => Object.keys(part(item, name)).length > 0);
    return [
      ...(isRepeated ? [duplicate(`${at}.type`, type)] : []),
      ...(type === "Pod"
        ? defaults.map((name) => fieldForbidden(`${at}.${name}`, "may not be specified when `type` is 'Pod'"))
        : []),
      ...orderErrors(item, at),
    ];
  });
}

const part = (item: Json, name: string) => {
  const found = valueAt(item, name);
  return isObject(found) ? (found as Readonly<Record<string, string>>) : {};
};

function orderErrors(item: Json, at: string): FieldError[] {
  const [min, max, limits, requests] = ["min", "max", "default", "defaultRequest"].map((name) => part(item, name));
  const names = new Set([min, max, limits, requests].flatMap((one) => Object.keys(one ?? {})));
  return [...names].sort().flatMap((name) => {
    const isMore = (a?: string, b?: string) => a !== undefined && b !== undefined && milliValue(a) > milliValue(b);
    const [low, high, limit, request] = [min?.[name], max?.[name], limits?.[name], requests?.[name]];
    const fault = (field: string, value: string | undefined, a: string, b: string) => {
      return invalid(`${at}.${field}[${name}]`, value ?? "", `${a} is ${b}`);
    };
    return [
      ...(isMore(low, high) ? [fault("min", low, `min value ${low}`, `greater than max value ${high}`)] : []),
      ...(isMore(low, request)
        ? [fault("defaultRequest", request, `min value ${low}`, `greater than default request value ${request}`)]
        : []),
      ...(isMore(request, high)
        ? [fault("defaultRequest", request, `default request value ${request}`, `greater than max value ${high}`)]
        : []),
      ...(isMore(request, limit)
        ? [
            fault(
              "defaultRequest",
              request,
              `default request value ${request}`,
              `greater than default limit value ${limit}`,
            ),
          ]
        : []),
      ...(isMore(low, limit) ? [fault("default", low, `min value ${low}`, `greater than default value ${limit}`)] : []),
      ...(isMore(limit, high)
        ? [fault("default", high, `default value ${limit}`, `greater than max value ${high}`)]
        : []),
    ];
  });
}

/** Throws the 501 of a quota that is not modelled. */
export function quotaErrors(object: KubeObject): FieldError[] {
  refuseUnmodelledQuota(object);
  const hard = valueAt(object, "spec", "hard");
  return Object.entries(isObject(hard) ? hard : {}).flatMap(([name, value]) =>
    quantityErrors(`spec.hard[${name}]`, stringOf(value)),
  );
}
