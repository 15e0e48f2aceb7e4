import { duplicate, invalid, notSupported, required, type FieldError } from "../api/field-error.js";
import type { Taint, Toleration } from "../objects/objects.js";
import { labelKeyFaults, labelValueFaults } from "./names.js";

const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function tolerationErrors(tolerations: readonly Toleration[], field: string): FieldError[] {
  return tolerations.flatMap((toleration, index) => {
    const { key = "", operator = "", value = "", effect = "", tolerationSeconds } = toleration;
    const at = `${field}[${index}]`;
    const valueFaults = labelValueFaults(value).join(";");
    return [
      ...(key === "" ? [] : labelKeyFaults(key).map((fault) => invalid(`${at}.key`, key, fault))),
      ...(key === "" && operator !== "Exists"
        ? [
            invalid(
              `${at}.operator`,
              operator,
              'operator must be Exists when `key` is empty, which means "match all values and all keys"',
            ),
          ]
        : []),
      ...(tolerationSeconds !== undefined && effect !== "NoExecute"
        ? [invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")]
        : []),
      ...(operator === "Exists" && value !== ""
        ? [invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'")]
        : []),
      ...((operator === "" || operator === "Equal") && valueFaults !== ""
        ? [invalid(`${at}.operator`, value, valueFaults)]
        : []),
      ...(["", "Equal", "Exists"].includes(operator)
        ? []
        : [notSupported(`${at}.operator`, operator, ["Equal", "Exists"])]),
      ...(effect === "" || effects.includes(effect) ? [] : [notSupported(`${at}.effect`, effect, effects)]),
    ];
  });
}

export function taintErrors(taints: readonly Taint[], field: string): FieldError[] {
  return taints.flatMap((taint, index) => {
    const at = `${field}[${index}]`;
    const valueFaults = labelValueFaults(taint.value ?? "").join(";");
    const isRepeated = taints.slice(0, index).some((other) => other.key === taint.key && other.effect === taint.effect);
    return [
      ...labelKeyFaults(taint.key).map((fault) => invalid(`${at}.key`, taint.key, fault)),
      ...(valueFaults === "" ? [] : [invalid(`${at}.value`, taint.value ?? "", valueFaults)]),
      ...(taint.effect === ""
        ? [required(`${at}.effect`)]
        : effects.includes(taint.effect)
          ? []
          : [notSupported(`${at}.effect`, taint.effect, effects)]),
      ...(isRepeated ? [{ ...duplicate(at, taint), detail: "taints must be unique by key and effect pair" }] : []),
    ];
  });
}
