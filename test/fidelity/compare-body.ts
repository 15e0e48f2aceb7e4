import { statusClass } from "./compare-exchange.js";
import { isRecord, type Json } from "./recording.js";

export interface PathCounts {
  readonly equal: number;
  readonly missing: number;
  readonly surplus: number;
  readonly wrong: number;
}

export interface BodyComparison extends PathCounts {
  /** One line a path that is not equal. */
  readonly differences: readonly string[];
}

export interface BodyOptions {
  /**
   * A catalogue of Azure's own (features, providers, locations): which elements a subscription has is not compared, only
   * the form of an element, and the values of the elements that both sides have.
   */
  readonly isCatalogue: boolean;
}

/** Compares the leaves of two bodies, both ways: presence, type, and the values that a service fills in. */
export function compareBody(
  recorded: Json | undefined,
  simulated: Json | undefined,
  options: BodyOptions,
): BodyComparison {
  const isSameStatus = statusClass(recorded) === statusClass(simulated);
  const [left, right] = options.isCatalogue ? [listed(recorded), listed(simulated)] : [recorded, simulated];
  const wanted = leaves(left, right, options);
  const got = leaves(right, left, options);
  const differences: string[] = [];
  const counts = { equal: 0, missing: 0, surplus: 0, wrong: 0 };
  for (const [path, values] of wanted) {
    const others = got.get(path);
    if (others === undefined) {
      counts.missing += 1;
      differences.push(`missing ${path} (recorded ${shortened(values)})`);
    } else if (areEqual(path, values, others) || (path === "status" && isSameStatus)) {
      counts.equal += 1;
    } else {
      counts.wrong += 1;
      differences.push(`wrong ${path}: recorded ${shortened(values)}, simulated ${shortened(others)}`);
    }
  }
  for (const [path, values] of got) {
    if (wanted.has(path)) continue;
    counts.surplus += 1;
    differences.push(`surplus ${path} (simulated ${shortened(values)})`);
  }
  return { ...counts, differences };
}

type Leaf = string | number | boolean | null;

/** Leaves that stand for an object or a list without contents. */
const emptyObject = "<empty object>";
const emptyList = "<empty list>";

/**
 * Every leaf by its path. Elements of a list stand under their names, where they have names, else under their places. An
 * empty object or list is a leaf; where the other side has a filled one, that side's leaves are surplus or missing.
 */
function leaves(body: Json | undefined, other: Json | undefined, { isCatalogue }: BodyOptions): Map<string, Leaf[]> {
  const found = new Map<string, Leaf[]>();
  const add = (path: string, leaf: Leaf) => {
    found.set(path, [...(found.get(path) ?? []), leaf]);
  };
  const visit = (value: Json, twin: Json | undefined, path: string): void => {
    if (isList(value)) {
      if (value.length === 0 || (isList(twin) && twin.length === 0)) add(path, emptyList);
      if (isCatalogue) visitCatalogue(value, isList(twin) ? twin : [], path);
      else for (const [index, item] of value.entries()) visitElement(item, index, isList(twin) ? twin : [], path);
    } else if (isRecord(value)) {
      const entries: readonly (readonly [string, Json])[] = Object.entries(value as Readonly<Record<string, Json>>);
      const twins = isRecord(twin) ? (twin as Readonly<Record<string, Json>>) : undefined;
      if (entries.length === 0 || (twins !== undefined && Object.keys(twins).length === 0)) add(path, emptyObject);
      for (const [key, inner] of entries) visit(inner, twins?.[key], path === "" ? key : `${path}.${key}`);
    } else add(path, value);
  };
  const visitElement = (item: Json, index: number, twins: readonly Json[], path: string) => {
    const name = nameOf(item);
    const twin = name === undefined ? twins[index] : twins.find((candidate) => nameOf(candidate) === name);
    visit(item, twin, `${path}[${name ?? index}]`);
  };
  const visitCatalogue = (items: readonly Json[], twins: readonly Json[], path: string) => {
    const twinOf = (item: Json) => twins.find((one) => nameOf(item) !== undefined && nameOf(one) === nameOf(item));
    const shared = items.filter((item) => twinOf(item) !== undefined);
    // Nothing in common: then the forms alone.
    if (shared.length > 0) for (const item of shared) visit(item, twinOf(item), `${path}[]`);
    else for (const item of items) visit(blank(item), undefined, `${path}[]`);
  };
  if (body !== undefined) visit(body, other, "");
  return found;
}

/** Maps by version are lists, too: `{"1.32.7": {...}}` is `[{"version": "1.32.7", ...}]`. */
function listed(value: Json | undefined): Json | undefined {
  if (isList(value)) return value.map((item) => listed(item) ?? null);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value as Readonly<Record<string, Json>>).map(
    ([key, inner]) => [key, listed(inner) ?? null] as const,
  );
  if (entries.length === 0 || !entries.every(([key]) => /^\d+\.\d+\.\d+$/.test(key)))
    return Object.fromEntries(entries);
  return entries.map(([version, inner]) => (isRecord(inner) ? { version, ...inner } : inner));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The form of a value without its contents: texts are "", numbers 0. */
function blank(value: Json): Json {
  if (isList(value)) return value.map((item) => blank(item));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, blank(inner)]));
  return typeof value === "string" ? "" : typeof value === "number" ? 0 : typeof value === "boolean" ? false : value;
}

/** What an element of a list is known by; undefined: its place. */
function nameOf(item: Json): string | undefined {
  if (!isRecord(item)) return undefined;
  for (const key of ["name", "namespace", "resourceType", "id", "version"]) {
    const value = item[key];
    if (typeof value === "string") return plain(value);
    if (isRecord(value) && typeof value["value"] === "string") return value["value"];
  }
  return undefined;
}

/** Lists of a catalogue give several values to one path: then each side's set counts. */
function areEqual(path: string, wanted: readonly Leaf[], got: readonly Leaf[]): boolean {
  const form = (leaf: Leaf) => canonical(path, leaf);
  const [a, b] = [new Set(wanted.map(form)), new Set(got.map(form))];
  if ([...a, ...b].includes(anything)) return wanted.every((leaf) => typeof leaf === "string");
  return a.size === b.size && [...a].every((value) => b.has(value));
}

const anything = "<anything>";

/** What a service makes up (ids, times, addresses) is compared by its form alone. */
function canonical(path: string, leaf: Leaf): string {
  if (typeof leaf !== "string") return JSON.stringify(leaf);
  if (isBlanked(leaf)) return anything;
  if (/(^|\.)(kubeconfigs\[.*\]\.value|nextLink|ip)$/.test(path)) return "<made up>";
  // Who asked: a person then, the harness's service principal here.
  if (/(^|\.)systemData\.(createdBy|lastModifiedBy)(Type)?$/.test(path)) return "<the caller>";
  return JSON.stringify(plain(leaf));
}

/** A whole value that the recorder blanked out. */
function isBlanked(text: string): boolean {
  return text.includes("SCRUBBED") || /^0{8}(-0{4}){3}-0{11}[0-9a-f]$/i.test(text);
}

function plain(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, "<guid>")
    .replace(/https:\/\/(management\.azure\.com(:443)?|127\.0\.0\.1:\d+)/gi, "<arm>")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, "<time>")
    .replace(/^([0-9a-f]{24}|[0-9a-f]{32})$/i, "<hex>")
    .replace(/-[a-z0-9]{8}(\.(portal\.)?(hcp|privatelink)\.)/g, "-<id>$1")
    .replace(/(^|[-/])aks-([a-z0-9-]+)-\d{8}-vm/g, "$1aks-$2-<number>-vm");
}

function shortened(values: readonly Leaf[]): string {
  const text = values.map((value) => JSON.stringify(value)).join(", ");
  return text.length > 160 ? `${text.slice(0, 157)}...` : text;
}
