import { forbidden, notModelled } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { isObject, stringOf, valueAt, type JsonObject } from "../objects/json.js";
import { asPod, type KubeObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import { resourceQuotas } from "../store/config-resources.js";
import { pods, storedResources, type Resource } from "../store/resources.js";
import { formatQuantity } from "./limit-ranges.js";

type Amounts = Map<string, bigint>;

const computed = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];
/** Objects that can be counted without `count/`. */
const counted = ["pods", "configmaps", "secrets", "resourcequotas"];

/** Which resource a name of `spec.hard` counts; undefined for sums and for what is not stored here. */
export function countedResource(name: string): Resource | undefined {
  const [plural = "", ...group] = name.replace(/^count\//, "").split(".");
  if (!name.startsWith("count/") && !counted.includes(name)) return undefined;
  return storedResources.find((item) => item.namespaced && item.plural === plural && item.group === group.join("."));
}

/** What a quota limits. */
export const hardOf = (quota: KubeObject, from: "spec" | "status" = "spec"): JsonObject => {
  const hard = valueAt(quota, from, "hard");
  return isObject(hard) ? hard : {};
};

/** Throws the 501 of a quota on what is not counted here: scopes, storage, services. */
export function refuseUnmodelledQuota(quota: KubeObject): void {
  for (const field of ["scopes", "scopeSelector"])
    if (valueAt(quota, "spec", field) !== undefined) throw notModelled(`quotas with ${field}`);
  const unknown = Object.keys(hardOf(quota)).find(
    (name) => !computed.includes(name) && countedResource(name) === undefined,
  );
  if (unknown !== undefined) throw notModelled(`a quota on ${unknown}`);
}

/** What an object adds to each of the quota's names. */
function usageOf(resource: Resource, object: KubeObject, names: readonly string[]): Amounts {
  const usage: Amounts = new Map();
  for (const name of names) if (countedResource(name) === resource) usage.set(name, 1000n);
  if (resource !== pods) return usage;
  const { spec, status } = asPod(object);
  if (status.phase === "Succeeded" || status.phase === "Failed") return new Map();
  for (const name of names.filter((item) => computed.includes(item))) {
    const [kind, unit] = name.includes(".") ? name.split(".") : ["requests", name];
    const field = kind === "limits" ? "limits" : "requests";
    const of = (list: typeof spec.containers) =>
      list.map((item) => milliValue(item.resources?.[field]?.[unit ?? ""] ?? 0));
    const sum = of(spec.containers).reduce((all, one) => all + one, 0n);
    const largest = of(spec.initContainers ?? []).reduce((all, one) => (one > all ? one : all), 0n);
    const overhead = milliValue(spec.overhead?.[unit ?? ""] ?? 0);
    usage.set(name, (sum > largest ? sum : largest) + overhead);
  }
  return usage;
}

/** What the objects of a namespace take of each name, in thousandths. */
export function usedIn(state: ClusterState, namespace: string, names: readonly string[]): Amounts {
  const used: Amounts = new Map(names.map((name) => [name, 0n]));
  const resources = new Set(names.flatMap((name) => countedResource(name) ?? (computed.includes(name) ? pods : [])));
  for (const resource of resources)
    for (const object of state.store.list(resource, namespace))
      for (const [name, amount] of usageOf(resource, object, names)) used.set(name, (used.get(name) ?? 0n) + amount);
  return used;
}

/** An amount of a name as the API writes it. */
export const shown = (name: string, milli: bigint) => formatQuantity(milli, name.endsWith("memory"));
const pairs = (names: readonly string[], value: (name: string) => string) =>
  [...names]
    .sort()
    .map((name) => `${name}=${value(name)}`)
    .join(",");

/** The ResourceQuota plugin: refuses a new object that a quota of its namespace has no room for. */
export function refuseOverQuota(state: ClusterState, resource: Resource, object: KubeObject): void {
  const { name: own, namespace = "" } = object.metadata;
  if (!resource.namespaced) return;
  for (const quota of state.store.list(resourceQuotas, namespace)) {
    const hard = hardOf(quota);
    const names = Object.keys(hard);
    const { name } = quota.metadata;
    const unset = resource === pods ? unspecified(object, names) : "";
    if (unset !== "") throw forbidden(resource, own, `failed quota: ${name}: must specify ${unset}`);
    const wanted = usageOf(resource, object, names);
    if (wanted.size === 0) continue;
    const used = usedIn(state, namespace, names);
    const over = [...wanted].filter(
      ([key, amount]) => (used.get(key) ?? 0n) + amount > milliValue(stringOf(hard[key])),
    );
    if (over.length === 0) continue;
    const keys = over.map(([key]) => key);
    const requested = pairs(keys, (key) => shown(key, wanted.get(key) ?? 0n));
    const inUse = pairs(keys, (key) => shown(key, used.get(key) ?? 0n));
    const limited = pairs(keys, (key) => stringOf(hard[key]));
    throw forbidden(
      resource,
      own,
      `exceeded quota: ${name}, requested: ${requested}, used: ${inUse}, limited: ${limited}`,
    );
  }
}

/** `limits.memory for: a,b; requests.cpu for: a`: what a quota sums up and a container does not say. */
function unspecified(object: KubeObject, names: readonly string[]): string {
  const { containers, initContainers = [] } = asPod(object).spec;
  return names
    .filter((name) => computed.includes(name))
    .sort()
    .flatMap((name) => {
      const [kind, unit] = name.includes(".") ? name.split(".") : ["requests", name];
      const field = kind === "limits" ? "limits" : "requests";
      const missing = [...containers, ...initContainers].filter(
        (item) => item.resources?.[field]?.[unit ?? ""] === undefined,
      );
      return missing.length === 0
        ? []
        : [
            `${name} for: ${missing
              .map((item) => item.name)
              .sort()
              .join(",")}`,
          ];
    })
    .join("; ");
}
