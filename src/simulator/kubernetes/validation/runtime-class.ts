import { duplicate, invalid, type FieldError } from "../api/field-error.js";
import { equal } from "../objects/json.js";
import { asRuntimeClass, type KubeObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import { labelErrors } from "./metadata.js";
import { dnsLabelFaults } from "./names.js";
import { tolerationErrors } from "./scheduling.js";

/** What `ValidateRuntimeClass` checks: handler, overhead, scheduling. */
export function runtimeClassErrors(object: KubeObject): FieldError[] {
  const { handler, overhead, scheduling } = asRuntimeClass(object);
  const tolerations = scheduling?.tolerations ?? [];
  return [
    ...dnsLabelFaults(handler).map((fault) => invalid("handler", handler, fault)),
    ...Object.entries(overhead?.podFixed ?? {}).flatMap(([name, quantity]) =>
      quantityErrors(`overhead.limits[${name}]`, quantity),
    ),
    ...labelErrors(scheduling?.nodeSelector ?? {}, "scheduling.nodeSelector"),
    ...tolerationErrors(tolerations, "scheduling.tolerations"),
    ...tolerations.flatMap((toleration, index) =>
      tolerations.slice(0, index).some((other) => equal(other, toleration))
        ? [duplicate(`scheduling.tolerations[${index}]`, toleration)]
        : [],
    ),
  ];
}

export function quantityErrors(field: string, quantity: string | number): FieldError[] {
  return milliValue(quantity) < 0n ? [invalid(field, String(quantity), "must be greater than or equal to 0")] : [];
}
