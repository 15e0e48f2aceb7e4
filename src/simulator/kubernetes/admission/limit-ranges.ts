import { forbidden } from "../api/status-error.js";
import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";
import type { Container, KubeObject, PodObject } from "../objects/objects.js";
import { milliValue } from "../objects/quantity.js";
import type { ObjectStore } from "../store/object-store.js";
import { limitRanges } from "../store/config-resources.js";
import { pods } from "../store/resources.js";

type Quantities = Readonly<Record<string, string | number>>;

/** What one item of a LimitRange says; `type` is Container or Pod (of volume claims there are none here). */
interface Limit {
  readonly type: string;
  readonly min: Quantities;
  readonly max: Quantities;
  readonly default: Quantities;
  readonly defaultRequest: Quantities;
  readonly maxLimitRequestRatio: Quantities;
}

/** The LimitRanger plugin: containers get the defaults of their namespace's LimitRanges. */
export function withLimitRanges(pod: PodObject, store: ObjectStore): PodObject {
  let result = pod;
  for (const range of store.list(limitRanges, pod.metadata.namespace ?? ""))
    result = withDefaults(result, limitsOf(range));
  return result;
}

function withDefaults(pod: PodObject, limits: readonly Limit[]): PodObject {
  const ofContainers = limits.filter(({ type }) => type === "Container");
  const merged = (field: "default" | "defaultRequest") =>
    ofContainers.reduce<Quantities>((all, limit) => ({ ...all, ...limit[field] }), {});
  const notes: string[] = [];
  const filled = (label: string) => (container: Container) =>
    filledIn(container, merged("default"), merged("defaultRequest"), label, notes);
  const { initContainers } = pod.spec;
  const spec = {
    ...pod.spec,
    containers: pod.spec.containers.map(filled("container")),
    ...(initContainers === undefined ? {} : { initContainers: initContainers.map(filled("init container")) }),
  };
  if (notes.length === 0) return pod;
  const annotations = {
    ...pod.metadata.annotations,
    "kubernetes.io/limit-ranger": `LimitRanger plugin set: ${notes.join("; ")}`,
  };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec };
}

function filledIn(
  container: Container,
  limits: Quantities,
  requests: Quantities,
  label: string,
  notes: string[],
): Container {
  const own = container.resources ?? {};
  const missing = (wanted: Quantities, given: Quantities = {}) =>
    Object.keys(wanted)
      .filter((name) => given[name] === undefined)
      .sort();
  const ofRequests = missing(requests, own.requests);
  const ofLimits = missing(limits, own.limits);
  if (ofRequests.length > 0) notes.push(`${ofRequests.join(", ")} request for ${label} ${container.name}`);
  if (ofLimits.length > 0) notes.push(`${ofLimits.join(", ")} limit for ${label} ${container.name}`);
  if (ofRequests.length + ofLimits.length === 0) return container;
  return {
    ...container,
    resources: { ...own, limits: { ...limits, ...own.limits }, requests: { ...requests, ...own.requests } },
  };
}

/** Refuses a pod outside the minimum, maximum or ratio that a LimitRange of its namespace allows. */
export function refuseOutsideLimits(pod: PodObject, store: ObjectStore): void {
  const { name, namespace = "" } = pod.metadata;
  for (const range of store.list(limitRanges, namespace)) {
    const faults = limitsOf(range).flatMap((limit) => faultsOf(limit, pod));
    if (faults.length === 0) continue;
    throw forbidden(pods, name, faults.length === 1 ? (faults[0] ?? "") : `[${faults.join(", ")}]`);
  }
}

function faultsOf(limit: Limit, pod: PodObject): string[] {
  const all = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  if (limit.type === "Container")
    return all.flatMap(({ resources }) => boundFaults(limit, resources?.requests ?? {}, resources?.limits ?? {}));
  if (limit.type !== "Pod") return [];
  return boundFaults(limit, podTotal(pod, "requests"), podTotal(pod, "limits"));
}

/** Sum of the containers, or what the largest init container asks. */
function podTotal({ spec }: PodObject, field: "requests" | "limits"): Quantities {
  const total: Record<string, bigint> = {};
  for (const { resources } of spec.containers)
    for (const [name, quantity] of Object.entries(resources?.[field] ?? {}))
      total[name] = (total[name] ?? 0n) + milliValue(quantity);
  for (const { resources } of spec.initContainers ?? [])
    for (const [name, quantity] of Object.entries(resources?.[field] ?? {}))
      if (milliValue(quantity) > (total[name] ?? 0n)) total[name] = milliValue(quantity);
  return Object.fromEntries(
    Object.entries(total).map(([name, milli]) => [name, formatQuantity(milli, name === "memory")]),
  );
}

function boundFaults(limit: Limit, requests: Quantities, limits: Quantities): string[] {
  const usage = (edge: string, name: string, bound: string | number) =>
    `${edge} ${name} usage per ${limit.type} is ${bound}`;
  return [
    ...Object.entries(limit.min).flatMap(([name, bound]) => {
      const text = usage("minimum", name, bound);
      const [request, own] = [requests[name], limits[name]];
      if (request === undefined) return [`${text}.  No request is specified`];
      if (milliValue(request) < milliValue(bound)) return [`${text}, but request is ${request}`];
      return own !== undefined && milliValue(own) < milliValue(bound) ? [`${text}, but limit is ${own}`] : [];
    }),
    ...Object.entries(limit.max).flatMap(([name, bound]) => {
      const text = usage("maximum", name, bound);
      const [request, own] = [requests[name], limits[name]];
      if (own === undefined) return [`${text}.  No limit is specified`];
      if (milliValue(own) > milliValue(bound)) return [`${text}, but limit is ${own}`];
      return request !== undefined && milliValue(request) > milliValue(bound)
        ? [`${text}, but request is ${request}`]
        : [];
    }),
    ...Object.entries(limit.maxLimitRequestRatio).flatMap(([name, bound]) => {
      const text = `${name} max limit to request ratio per ${limit.type} is ${bound}`;
      const request = milliValue(requests[name] ?? 0);
      const own = milliValue(limits[name] ?? 0);
      if (request === 0n) return [`${text}, but no request is specified or request is 0`];
      if (own === 0n) return [`${text}, but no limit is specified or limit is 0`];
      const ratio = Number(own) / Number(request);
      return ratio * 1000 > Number(milliValue(bound)) ? [`${text}, but provided ratio is ${ratio.toFixed(6)}`] : [];
    }),
  ];
}

const quantitiesOf = (value: Json | undefined) => (isObject(value) ? (value as Quantities) : {});

function limitsOf(range: KubeObject): Limit[] {
  const limits = valueAt(range, "spec", "limits");
  return (Array.isArray(limits) ? limits : []).map((item) => ({
    type: stringOf(valueAt(item, "type")),
    min: quantitiesOf(valueAt(item, "min")),
    max: quantitiesOf(valueAt(item, "max")),
    default: quantitiesOf(valueAt(item, "default")),
    defaultRequest: quantitiesOf(valueAt(item, "defaultRequest")),
    maxLimitRequestRatio: quantitiesOf(valueAt(item, "maxLimitRequestRatio")),
  }));
}

/** Items for containers with the defaults that follow from their other members (`SetDefaults_LimitRangeItem`). */
export function withLimitRangeDefaults(object: KubeObject): KubeObject {
  const limits = valueAt(object, "spec", "limits");
  if (!Array.isArray(limits)) return object;
  const items = limits.map((item) => {
    if (!isObject(item) || item["type"] !== "Container") return item;
    const part = (name: string) => quantitiesOf(item[name]) as JsonObject;
    const own = { ...part("max"), ...part("default") };
    const request = { ...part("min"), ...own, ...part("defaultRequest") };
    return {
      ...item,
      ...(Object.keys(own).length === 0 ? {} : { default: own }),
      ...(Object.keys(request).length === 0 ? {} : { defaultRequest: request }),
    };
  });
  const spec = isObject(object["spec"]) ? object["spec"] : {};
  return { ...object, spec: { ...spec, limits: items } };
}

/** A sum in the API's canonical form: `1500m`, `2`, `3Gi`. */
export function formatQuantity(milli: bigint, isBinary: boolean): string {
  if (milli % 1000n !== 0n) return `${milli}m`;
  let value = milli / 1000n;
  const [step, suffixes] = isBinary
    ? [1024n, ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]]
    : [1000n, ["", "k", "M", "G", "T", "P", "E"]];
  let at = 0;
  while (value !== 0n && value % step === 0n && at < suffixes.length - 1) {
    value /= step;
    at += 1;
  }
  return `${value}${suffixes[at] ?? ""}`;
}
