import { duplicate, fieldForbidden, invalid, notSupported, required, type FieldError } from "../api/field-error.js";
import { equal } from "../objects/json.js";
import { asPod, type Container, type KubeObject, type PodSpec } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import { dnsLabelFaults, dnsSubdomainFaults } from "./names.js";
import { containerPartErrors, placementErrors, resourceNameErrors, volumeErrors } from "./pod-parts.js";
import { quantityErrors } from "./runtime-class.js";
import { tolerationErrors } from "./scheduling.js";

/** The checks of `ValidatePodCreate` on the parts of a pod that the simulator uses. */
export function podErrors(object: KubeObject): FieldError[] {
  return podSpecErrors(asPod(object).spec, "spec");
}

/** The same for a spec anywhere, such as in a template; `field` is where it stands. */
export function podSpecErrors(spec: PodSpec, field: string): FieldError[] {
  const deadline = spec.activeDeadlineSeconds;
  return [
    ...volumeErrors(spec, field),
    ...containersErrors(spec, spec.containers, `${field}.containers`, []),
    ...containersErrors(spec, spec.initContainers ?? [], `${field}.initContainers`, spec.containers),
    ...(spec.containers.length === 0 ? [required(`${field}.containers`)] : []),
    ...(["Always", "OnFailure", "Never"].includes(spec.restartPolicy ?? "")
      ? []
      : [notSupported(`${field}.restartPolicy`, spec.restartPolicy ?? "", ["Always", "OnFailure", "Never"])]),
    ...(deadline !== undefined && (deadline < 1 || deadline > 2147483647)
      ? [invalid(`${field}.activeDeadlineSeconds`, deadline, "must be between 1 and 2147483647, inclusive")]
      : []),
    ...(spec.nodeName === undefined || spec.nodeName === ""
      ? []
      : dnsSubdomainFaults(spec.nodeName).map((fault) => invalid(`${field}.nodeName`, spec.nodeName, fault))),
    ...(spec.runtimeClassName === undefined
      ? []
      : dnsSubdomainFaults(spec.runtimeClassName).map((fault) =>
          invalid(`${field}.runtimeClassName`, spec.runtimeClassName, fault),
        )),
    ...placementErrors(spec, field),
    ...tolerationErrors(spec.tolerations ?? [], `${field}.tolerations`),
  ];
}

function containersErrors(
  spec: PodSpec,
  list: readonly Container[],
  field: string,
  others: readonly Container[],
): FieldError[] {
  return list.flatMap((container, index) => {
    const at = `${field}[${index}]`;
    const isRepeated = [...others, ...list.slice(0, index)].some((other) => other.name === container.name);
    return [
      ...(container.name === ""
        ? [required(`${at}.name`)]
        : dnsLabelFaults(container.name).map((fault) => invalid(`${at}.name`, container.name, fault))),
      ...(isRepeated ? [duplicate(`${at}.name`, container.name)] : []),
      ...((container.image ?? "") === "" ? [required(`${at}.image`)] : []),
      ...containerPartErrors(container, spec, at),
      ...resourceErrors(container, `${at}.resources`),
    ];
  });
}

function resourceErrors({ resources }: Container, at: string): FieldError[] {
  const limits = resources?.limits ?? {};
  const requests = resources?.requests ?? {};
  return [
    ...Object.entries(limits).flatMap(([name, quantity]) => [
      ...resourceNameErrors(name, `${at}.limits[${name}]`),
      ...quantityErrors(`${at}.limits[${name}]`, quantity),
    ]),
    ...Object.entries(requests).flatMap(([name, quantity]) => [
      ...resourceNameErrors(name, `${at}.requests[${name}]`),
      ...quantityErrors(`${at}.requests[${name}]`, quantity),
    ]),
    ...Object.entries(requests).flatMap(([name, quantity]) => {
      const limit = limits[name];
      return limit !== undefined && milliValue(quantity) > milliValue(limit)
        ? [
            invalid(
              `${at}.requests`,
              String(quantity),
              `must be less than or equal to ${name} limit of ${String(limit)}`,
            ),
          ]
        : [];
    }),
  ];
}

const changeable =
  "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions " +
  "to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** A pod's spec is fixed but for a few fields. The API server appends a diff, which the simulator does not. */
export function podUpdateErrors(object: KubeObject, old: KubeObject): FieldError[] {
  const { spec } = asPod(object);
  const { spec: oldSpec } = asPod(old);
  const isKept = (oldSpec.tolerations ?? []).every((toleration) =>
    spec.tolerations?.some((other) => equal(other, toleration)),
  );
  const { activeDeadlineSeconds: deadline } = spec;
  const { activeDeadlineSeconds: oldDeadline } = oldSpec;
  return [
    ...podErrors(object),
    ...(oldDeadline !== undefined && (deadline === undefined || deadline > oldDeadline)
      ? [
          invalid(
            "spec.activeDeadlineSeconds",
            deadline ?? null,
            deadline === undefined
              ? "must not update from a positive integer to nil value"
              : "must be less than or equal to previous value",
          ),
        ]
      : []),
    ...(isKept
      ? []
      : [fieldForbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")]),
    ...(equal(fixedPart(object), fixedPart(old))
      ? []
      : [fieldForbidden("spec", `pod updates may not change fields other than ${changeable}`)]),
  ];
}

function fixedPart(object: KubeObject) {
  const { activeDeadlineSeconds: _deadline, tolerations: _tolerations, ...spec } = asPod(object).spec;
  const strip = (containers: readonly Container[] = []) => containers.map(({ image: _image, ...rest }) => rest);
  return { ...spec, containers: strip(spec.containers), initContainers: strip(spec.initContainers) };
}
