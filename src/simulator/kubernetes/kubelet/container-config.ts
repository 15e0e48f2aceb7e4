import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import type { Container } from "../objects/objects.js";
import type { ObjectStore } from "../store/object-store.js";
import { configMaps, secrets, type Resource } from "../store/resources.js";

/** Variables that a container takes from ConfigMaps and Secrets, or what keeps it from starting. */
export interface ContainerConfig {
  readonly values: ReadonlyMap<string, string>;
  /** In the kubelet's words (`makeEnvironmentVariables`). */
  readonly missing: string | undefined;
}

/** What `env` and `envFrom` refer to; sources that are optional may be missing. Invalid names of `envFrom` are not looked for. */
export function containerConfig(store: ObjectStore, namespace: string, container: Container): ContainerConfig {
  const values = new Map<string, string>();
  const faults: string[] = [];
  const bagOf = (resource: Resource, source: JsonObject): JsonObject | undefined => {
    const name = stringOf(source["name"]);
    const found = store.get(resource, namespace, name);
    if (found === undefined && source["optional"] !== true)
      faults.push(`${resource.kind.toLowerCase()} "${name}" not found`);
    const data = found === undefined ? undefined : (found["data"] ?? {});
    return isObject(data) ? data : undefined;
  };
  const textOf = (resource: Resource, value: Json | undefined) =>
    resource === secrets ? Buffer.from(stringOf(value), "base64").toString("utf8") : stringOf(value);

  for (const from of Array.isArray(container["envFrom"]) ? container["envFrom"] : []) {
    for (const [resource, member] of [[configMaps, "configMapRef"] as const, [secrets, "secretRef"] as const]) {
      const source = valueAt(from, member);
      if (!isObject(source)) continue;
      const prefix = stringOf(valueAt(from, "prefix"));
      for (const [key, value] of Object.entries(bagOf(resource, source) ?? {}))
        values.set(`${prefix}${key}`, textOf(resource, value));
    }
  }
  for (const variable of container.env ?? []) {
    for (const [resource, member] of [[configMaps, "configMapKeyRef"] as const, [secrets, "secretKeyRef"] as const]) {
      const source = valueAt(variable, "valueFrom", member);
      if (!isObject(source)) continue;
      const bag = bagOf(resource, source);
      const key = stringOf(source["key"]);
      if (bag?.[key] !== undefined) values.set(variable.name, textOf(resource, bag[key]));
      else if (bag !== undefined && source["optional"] !== true)
        faults.push(`couldn't find key ${key} in ${resource.kind} ${namespace}/${stringOf(source["name"])}`);
    }
  }
  return { values, missing: faults[0] };
}
