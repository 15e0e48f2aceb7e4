import { fieldForbidden, invalid, notSupported, required, tooLong, type FieldError } from "../api/field-error.js";
import { equal, isObject, stringOf, valueAt, type JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { configKeyFaults } from "./names.js";

/** Bytes of all values together. */
const maximumDataBytes = 1024 * 1024;

const bagOf = (object: KubeObject, field: string): JsonObject => {
  const bag = object[field];
  return isObject(bag) ? bag : {};
};

/** `ValidateConfigMap` */
export function configMapErrors(object: KubeObject): FieldError[] {
  const data = bagOf(object, "data");
  const binary = bagOf(object, "binaryData");
  const bytes = sizeOf(data, "utf8") + sizeOf(binary, "base64");
  return [
    ...keyErrors(data, "data"),
    ...Object.keys(data)
      .filter((key) => binary[key] !== undefined)
      .map((key) => invalid(`data[${key}]`, key, "duplicate of key present in binaryData")),
    ...keyErrors(binary, "binaryData"),
    ...(bytes > maximumDataBytes ? [tooLong("", maximumDataBytes)] : []),
  ];
}

export const configMapUpdateErrors = (object: KubeObject, old: KubeObject): FieldError[] => [
  ...immutableBagErrors(object, old, ["data", "binaryData"]),
  ...configMapErrors(object),
];

/** Keys that a secret of a well-known type must have, by type. */
const requiredKeys: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
};

/** `ValidateSecret`; the JSON of docker configurations is not looked into. */
export function secretErrors(object: KubeObject): FieldError[] {
  const data = bagOf(object, "data");
  const type = stringOf(object["type"]);
  const account = "kubernetes.io/service-account.name";
  const basicKeys = ["username", "password"];
  return [
    ...keyErrors(data, "data"),
    ...(sizeOf(data, "base64") > maximumDataBytes ? [tooLong("data", maximumDataBytes)] : []),
    ...(type === "kubernetes.io/service-account-token" && (object.metadata.annotations?.[account] ?? "") === ""
      ? [required(`metadata.annotations[${account}]`)]
      : []),
    ...(requiredKeys[type] ?? []).filter((key) => data[key] === undefined).map((key) => required(`data[${key}]`)),
    ...(type === "kubernetes.io/basic-auth" && basicKeys.every((key) => data[key] === undefined)
      ? basicKeys.map((key) => required(`data[${key}]`))
      : []),
  ];
}

export const secretUpdateErrors = (object: KubeObject, old: KubeObject): FieldError[] => [
  ...(object["type"] === old["type"] ? [] : [invalid("type", object["type"], "field is immutable")]),
  ...immutableBagErrors(object, old, ["data"]),
  ...secretErrors(object),
];

/** A secret as it is stored: a type, and `stringData` laid over `data`. */
export function withSecretDefaults(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object;
  const { apiVersion, kind, metadata } = object;
  const written = isObject(stringData)
    ? Object.fromEntries(
        Object.entries(stringData).map(([key, value]) => [key, Buffer.from(stringOf(value)).toString("base64")]),
      )
    : undefined;
  return {
    ...rest,
    apiVersion,
    kind,
    metadata,
    type: stringOf(object["type"]) || "Opaque",
    ...(written === undefined ? {} : { data: { ...bagOf(object, "data"), ...written } }),
  };
}

/** `ValidateLeaseSpec` */
export function leaseErrors(object: KubeObject): FieldError[] {
  const duration = valueAt(object, "spec", "leaseDurationSeconds");
  const transitions = valueAt(object, "spec", "leaseTransitions");
  const strategy = stringOf(valueAt(object, "spec", "strategy"));
  const preferred = stringOf(valueAt(object, "spec", "preferredHolder"));
  return [
    ...(typeof duration === "number" && duration <= 0
      ? [invalid("spec.leaseDurationSeconds", duration, "must be greater than 0")]
      : []),
    ...(typeof transitions === "number" && transitions < 0
      ? [invalid("spec.leaseTransitions", transitions, "must be greater than or equal to 0")]
      : []),
    ...(strategy === "" || strategy === "OldestEmulationVersion"
      ? []
      : [notSupported("spec.strategy", strategy, ["OldestEmulationVersion"])]),
    ...(preferred !== "" && strategy === ""
      ? [fieldForbidden("spec.preferredHolder", "may only be specified if `strategy` is defined")]
      : []),
  ];
}

const keyErrors = (bag: JsonObject, field: string) =>
  Object.keys(bag).flatMap((key) => configKeyFaults(key).map((fault) => invalid(`${field}[${key}]`, key, fault)));

const sizeOf = (bag: JsonObject, encoding: "utf8" | "base64") =>
  Object.values(bag).reduce<number>((sum, value) => sum + Buffer.byteLength(stringOf(value), encoding), 0);

function immutableBagErrors(object: KubeObject, old: KubeObject, bags: readonly string[]): FieldError[] {
  if (old["immutable"] !== true) return [];
  const detail = "field is immutable when `immutable` is set";
  return [
    ...(object["immutable"] === true ? [] : [fieldForbidden("immutable", detail)]),
    ...bags.filter((bag) => !equal(object[bag], old[bag])).map((bag) => fieldForbidden(bag, detail)),
  ];
}
