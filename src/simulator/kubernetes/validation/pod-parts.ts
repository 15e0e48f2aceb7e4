import {
  duplicate,
  fieldForbidden,
  invalid,
  notFoundField,
  notSupported,
  required,
  type FieldError,
} from "../api/field-error.js";
import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import type { Container, PodSpec } from "../objects/objects.js";
import { labelErrors } from "./metadata.js";
import { dnsLabelFaults, portNameFaults } from "./names.js";

const objectsOf = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
const largestId = 2147483647;

/** Volumes of a pod: names, and one source each (`ValidateVolumes`; what is inside a source is not looked at). */
export function volumeErrors(spec: PodSpec, field: string): FieldError[] {
  const volumes = spec.volumes ?? [];
  return volumes.flatMap(({ name, ...sources }, index) => {
    const at = `${field}.volumes[${index}]`;
    const [first, ...more] = Object.keys(sources);
    return [
      ...(first === undefined ? [required(at, "must specify a volume type")] : []),
      // The order of the checks, which names the second, is that of the type's members.
      ...more.map((source) => fieldForbidden(`${at}.${source}`, "may not specify more than 1 volume type")),
      ...(name === ""
        ? [required(`${at}.name`)]
        : dnsLabelFaults(name).map((fault) => invalid(`${at}.name`, name, fault))),
      ...(volumes.slice(0, index).some((other) => other.name === name) ? [duplicate(`${at}.name`, name)] : []),
    ];
  });
}

/** Ports, environment, mounts, pull policy and security context of one container. */
export function containerPartErrors(container: Container, spec: PodSpec, at: string): FieldError[] {
  const policy = stringOf(container["imagePullPolicy"]);
  const policies = ["Always", "IfNotPresent", "Never"];
  return [
    ...portErrors(container, spec, `${at}.ports`),
    ...objectsOf(container["env"]).flatMap(({ name }, index) =>
      environmentErrors(stringOf(name), `${at}.env[${index}].name`),
    ),
    ...mountErrors(container, spec, `${at}.volumeMounts`),
    ...(policies.includes(policy) ? [] : [notSupported(`${at}.imagePullPolicy`, policy, policies)]),
    ...securityErrors(container, `${at}.securityContext`),
  ];
}

function portErrors(container: Container, spec: PodSpec, field: string): FieldError[] {
  const isHost = spec["hostNetwork"] === true;
  return objectsOf(container["ports"]).flatMap(({ name, containerPort = 0, hostPort = 0 }, index) => {
    const at = `${field}[${index}]`;
    const isPort = (port: Json) => typeof port === "number" && port >= 1 && port <= 65535;
    const range = "must be between 1 and 65535, inclusive";
    return [
      ...portNameFaults(stringOf(name)).map((fault) => invalid(`${at}.name`, stringOf(name), fault)),
      ...(containerPort === 0
        ? [required(`${at}.containerPort`)]
        : isPort(containerPort)
          ? []
          : [invalid(`${at}.containerPort`, containerPort, range)]),
      ...(hostPort !== 0 && !isPort(hostPort) ? [invalid(`${at}.hostPort`, hostPort, range)] : []),
      ...(isHost && hostPort !== 0 && hostPort !== containerPort
        ? [invalid(`${at}.hostPort`, hostPort, "must match `containerPort` when `hostNetwork` is true")]
        : []),
    ];
  });
}

function environmentErrors(name: string, at: string): FieldError[] {
  if (name === "") return [required(at)];
  const text = "a valid environment variable name must consist only of printable ASCII characters other than '='";
  return /^[ -<>-~]+$/.test(name) ? [] : [invalid(at, name, text)];
}

function mountErrors(container: Container, spec: PodSpec, field: string): FieldError[] {
  const mounts = objectsOf(container["volumeMounts"]);
  return mounts.flatMap((mount, index) => {
    const at = `${field}[${index}]`;
    const name = stringOf(mount["name"]);
    const path = stringOf(mount["mountPath"]);
    const isKnown = (spec.volumes ?? []).some((volume) => volume.name === name);
    return [
      ...(name === "" ? [required(`${at}.name`)] : isKnown ? [] : [notFoundField(`${at}.name`, name)]),
      ...(path === "" ? [required(`${at}.mountPath`)] : []),
      ...(mounts.slice(0, index).some((other) => other["mountPath"] === path)
        ? [invalid(`${at}.mountPath`, path, "must be unique")]
        : []),
    ];
  });
}

/** Members of the internal type in its order, as Go prints it. */
const securityMembers =
  "Capabilities Privileged SELinuxOptions WindowsOptions RunAsUser RunAsGroup RunAsNonRoot ReadOnlyRootFilesystem AllowPrivilegeEscalation ProcMount SeccompProfile AppArmorProfile".split(
    " ",
  );

function securityErrors(container: Container, at: string): FieldError[] {
  const context = container["securityContext"];
  if (!isObject(context)) return [];
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value ?? null]));
  const printed = Object.fromEntries(securityMembers.map((name) => [name, given.get(name.toLowerCase()) ?? null]));
  return [
    ...idErrors(context, at),
    ...(context["privileged"] === true && context["allowPrivilegeEscalation"] === false
      ? [invalid(at, printed, "cannot set `allowPrivilegeEscalation` to false and `privileged` to true")]
      : []),
  ];
}

function idErrors(context: JsonObject, at: string): FieldError[] {
  return ["runAsUser", "runAsGroup", "fsGroup"].flatMap((name) => {
    const id = context[name];
    return typeof id === "number" && (id < 0 || id > largestId)
      ? [invalid(`${at}.${name}`, id, `must be between 0 and ${largestId}, inclusive`)]
      : [];
  });
}

/** Where a pod wants to be, and how its names are looked up. */
export function placementErrors(spec: PodSpec, field: string): FieldError[] {
  const context = spec["securityContext"];
  const policies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];
  const policy = stringOf(spec["dnsPolicy"]) || "ClusterFirst";
  const terms = "requiredDuringSchedulingIgnoredDuringExecution";
  const demanded = valueAt(spec, "affinity", "nodeAffinity", terms);
  const hasTerms = objectsOf(valueAt(demanded, "nodeSelectorTerms")).length > 0;
  return [
    ...(policies.includes(policy) ? [] : [notSupported(`${field}.dnsPolicy`, policy, policies)]),
    ...labelErrors(spec.nodeSelector ?? {}, `${field}.nodeSelector`),
    ...(isObject(context) ? idErrors(context, `${field}.securityContext`) : []),
    ...(isObject(demanded) && !hasTerms
      ? [
          required(
            `${field}.affinity.nodeAffinity.${terms}.nodeSelectorTerms`,
            "must have at least one node selector term",
          ),
        ]
      : []),
    ...(policy === "None" && !isObject(spec["dnsConfig"])
      ? [required(`${field}.dnsConfig`, "must provide `dnsConfig` when `dnsPolicy` is None")]
      : []),
    ...objectsOf(spec["topologySpreadConstraints"]).flatMap((constraint, index) =>
      spreadErrors(constraint, `${field}.topologySpreadConstraints[${index}]`),
    ),
  ];
}

function spreadErrors({ maxSkew = 0, topologyKey, whenUnsatisfiable }: JsonObject, at: string): FieldError[] {
  const actions = ["DoNotSchedule", "ScheduleAnyway"];
  return [
    ...(typeof maxSkew === "number" && maxSkew > 0
      ? []
      : [invalid(`${at}.maxSkew`, maxSkew, "must be greater than zero")]),
    ...(stringOf(topologyKey) === "" ? [required(`${at}.topologyKey`, "can not be empty")] : []),
    ...(actions.includes(stringOf(whenUnsatisfiable))
      ? []
      : [notSupported(`${at}.whenUnsatisfiable`, stringOf(whenUnsatisfiable), actions)]),
  ];
}

const standardResources = ["cpu", "memory", "ephemeral-storage"];

/** A resource is one of the standard ones or has a domain (`ValidateContainerResourceName`). */
export function resourceNameErrors(name: string, at: string): FieldError[] {
  if (name.includes("/") || standardResources.includes(name) || name.startsWith("hugepages-")) return [];
  return [
    invalid(at, name, "must be a standard resource type or fully qualified"),
    invalid(at, name, "must be a standard resource for containers"),
  ];
}
