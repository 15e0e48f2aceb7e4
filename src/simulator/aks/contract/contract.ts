import { beyondContract } from "./beyond-contract.js";
import { contractRoots, contractTypes, contractVersions } from "./contract-data.js";

/** A resource, a reply or a body that the contracts describe. */
export type ContractRoot = keyof typeof contractRoots;

/** What a contract says about one property. */
export interface PropertyFact {
  readonly kind: "text" | "integer" | "number" | "boolean" | "any" | "object";
  /** For `object`: the name of its type. */
  readonly type: string;
  /** Whether the kind is that of the value itself, of its items, or of its values. */
  readonly container: "one" | "list" | "map";
  readonly isRequired: boolean;
  readonly isReadOnly: boolean;
  /** Values of a text that any contract names; there may be others. */
  readonly values: readonly string[];
}

export type TypeFacts = ReadonlyMap<string, PropertyFact>;

export function isPreview(apiVersion: string): boolean {
  return apiVersion.endsWith("-preview");
}

/**
 * The contract whose shape an api-version has: its own; else the next newer one of the same kind (preview or stable), so
 * that nothing is refused that the version may know; past the newest, the newest. Assumed for every version without a
 * contract of its own.
 */
export function contractOf(apiVersion: string): number {
  const isKind = (version: string) => isPreview(version) === isPreview(apiVersion);
  const later = contractVersions.findIndex((version) => isKind(version) && version >= apiVersion);
  return later === -1 ? contractVersions.findLastIndex(isKind) : later;
}

/** The properties of a type in a contract; empty for a type that no contract describes further. */
export function factsOf(type: string, contract: number): TypeFacts {
  const types = (parsed[contract] ??= new Map<string, TypeFacts>());
  const known = types.get(type);
  if (known !== undefined) return known;
  const facts = new Map<string, PropertyFact>();
  for (const [property, text] of Object.entries({ ...contractTypes[type], ...beyondContract[type] })) {
    const fact = parse(text, contract);
    if (fact !== undefined) facts.set(property, fact);
  }
  types.set(type, facts);
  return facts;
}

/** What a whole body is, e.g. of a pool. A contract without it (upgrade profiles before 2025-10-01) has the first later one's. */
export function rootFacts(root: ContractRoot, contract: number): TypeFacts {
  for (let index = contract; index < contractVersions.length; index += 1) {
    const facts = factsOf(contractRoots[root], index);
    if (facts.size > 0) return facts;
  }
  return factsOf(contractRoots[root], contractVersions.length - 1);
}

/** By contract, then by type. */
const parsed: Map<string, TypeFacts>[] = [];

/** `kind [required] [read-only] [@versions]; ... [=value|value]` */
function parse(text: string, contract: number): PropertyFact | undefined {
  const [variants = "", values = ""] = text.split(" =");
  for (const variant of variants.split("; ")) {
    const [kind = "", ...marks] = variant.split(" ");
    const versions = marks.find((mark) => mark.startsWith("@"));
    if (versions !== undefined && !holds(versions.slice(1), contract)) continue;
    const name = kind.replace(/(\[\]|\{\})+$/, "");
    return {
      kind: isSimple(name) ? name : "object",
      type: name,
      container: kind.endsWith("[]") ? "list" : kind.endsWith("{}") ? "map" : "one",
      isRequired: marks.includes("required"),
      isReadOnly: marks.includes("read-only"),
      values: values === "" ? [] : values.split("|"),
    };
  }
  return undefined;
}

/** "2-9", "4,6,9". */
function holds(ranges: string, contract: number): boolean {
  return ranges.split(",").some((range) => {
    const [from, to = from] = range.split("-").map(Number);
    return from !== undefined && to !== undefined && from <= contract && contract <= to;
  });
}

function isSimple(kind: string): kind is "text" | "integer" | "number" | "boolean" | "any" {
  return ["text", "integer", "number", "boolean", "any"].includes(kind);
}
