import { isObject, stringOf, valueAt, type Json, type JsonObject } from "../objects/json.js";

/** What a check finds: a reason, and the details that stand behind it in parentheses; undefined when all is well. */
export type Finding = { readonly reason: string; readonly detail: string } | undefined;

/** A pod's spec and annotations, and the minor release whose rules are asked for. */
export interface Subject {
  readonly spec: JsonObject;
  readonly annotations: Readonly<Record<string, string>>;
  readonly minor: number;
}
export type Check = (subject: Subject) => Finding;

export type Container = { readonly name: string; readonly context: Json | undefined; readonly container: JsonObject };

/** A list, or the empty one. */
export const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);
export const textsOf = (value: Json | undefined) => listOf(value).map(stringOf);
/** `"a", "b"` */
export const quoted = (items: readonly string[]) => items.map((item) => JSON.stringify(item)).join(", ");
/** Each once, in order. */
export const sorted = (items: Iterable<string>) => [...new Set(items)].sort();
/** The word for one or for many. */
export const plural = (one: string, many: string, count: number) => (count === 1 ? one : many);

/** Every container of any kind. */
export function containersOf({ spec }: Subject): Container[] {
  return ["initContainers", "containers", "ephemeralContainers"]
    .flatMap((field) => listOf(spec[field]))
    .filter(isObject)
    .map((container) => ({
      name: stringOf(container["name"]),
      context: container["securityContext"],
      container,
    }));
}

/** `containers "a", "b"` */
export const named = (containers: readonly Container[]) =>
  `${plural("container", "containers", containers.length)} ${quoted(containers.map(({ name }) => name))}`;

/** `pod and containers "a", "b"`: who sets something wrong. */
export function setters(isPodBad: boolean, containers: readonly Container[]): string {
  return [...(isPodBad ? ["pod"] : []), ...(containers.length === 0 ? [] : [named(containers)])].join(" and ");
}

/** The pod has user ids of its own on the node, which relaxes some rules. */
export const usesOwnUsers = ({ spec }: Subject) => spec["hostUsers"] === false;
export const isWindows = ({ spec }: Subject) => valueAt(spec["os"], "name") === "windows";
export const podContext = ({ spec }: Subject) => spec["securityContext"];
