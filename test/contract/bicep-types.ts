import { readFileSync } from "node:fs";
import { specPath } from "../helpers/specs.js";

/** Microsoft's own description of a type, as the files of `bicep-types` have it. Our table of facts is not looked at. */
interface BicepType {
  readonly $type: string;
  readonly name?: string;
  readonly value?: string;
  readonly pattern?: string;
  readonly minValue?: number;
  readonly maxValue?: number;
  readonly properties?: Readonly<Record<string, { readonly type: Reference; readonly flags: number }>>;
  readonly additionalProperties?: Reference;
  readonly itemType?: Reference;
  readonly elements?: readonly Reference[];
  readonly body?: Reference;
  readonly output?: Reference;
}
interface Reference {
  readonly $ref: string;
}

/** What is looked at: a resource by its type below `Microsoft.ContainerService`, or the reply of a list action. */
export type Subject = { readonly resource: string } | { readonly action: string };

/** `request`: read-only properties are problems. `reply`: missing required ones are. */
export type Direction = "request" | "reply";

/**
 * Where a body deviates from the Bicep types of an api-version, one line each, list indexes and map keys as `*`:
 * `unknown properties.x`, `type ...`, `value ...`, `range ...`, `pattern ...`, `null ...`, `read-only ...`, `missing ...`.
 * undefined: that version has no such type.
 */
export function deviations(
  apiVersion: string,
  subject: Subject,
  direction: Direction,
  body: unknown,
): readonly string[] | undefined {
  const types = load(apiVersion);
  const root = types.find((type) =>
    "resource" in subject
      ? type.$type === "ResourceType" && type.name === `Microsoft.ContainerService/${subject.resource}@${apiVersion}`
      : type.$type === "ResourceFunctionType" && type.name === subject.action,
  );
  const reference = root?.body ?? root?.output;
  if (reference === undefined) return undefined;
  return [...new Set(look({ types, direction }, reference, body, ""))].sort();
}

interface Looker {
  readonly types: readonly BicepType[];
  readonly direction: Direction;
}

function* look(looker: Looker, reference: Reference, value: unknown, path: string): Generator<string> {
  const type = looker.types[Number(reference.$ref.slice(2))];
  if (type === undefined) throw new Error(`no type ${reference.$ref}`);
  if (value === null) {
    if (type.$type !== "AnyType") yield `null ${path}`;
    return;
  }
  switch (type.$type) {
    case "AnyType":
      return;
    case "ObjectType":
      if (typeof value !== "object" || Array.isArray(value)) yield `type ${path}: ${describe(value)}, not object`;
      else yield* lookInside(looker, type, value as Readonly<Record<string, unknown>>, path);
      return;
    case "ArrayType":
      if (!Array.isArray(value) || type.itemType === undefined) yield `type ${path}: ${describe(value)}, not list`;
      else for (const item of value as unknown[]) yield* look(looker, type.itemType, item, `${path}[*]`);
      return;
    case "BooleanType":
      if (typeof value !== "boolean") yield `type ${path}: ${describe(value)}, not boolean`;
      return;
    case "IntegerType":
      yield* lookAtInteger(type, value, path);
      return;
    default:
      yield* lookAtText(looker, type, value, path);
  }
}

function* lookInside(
  looker: Looker,
  type: BicepType,
  object: Readonly<Record<string, unknown>>,
  path: string,
): Generator<string> {
  const { properties = {}, additionalProperties } = type;
  const below = (key: string) => (path === "" ? key : `${path}.${key}`);
  for (const [key, value] of Object.entries(object)) {
    const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
    if (property !== undefined) {
      // Flags: 1 required, 2 read-only.
      if (looker.direction === "request" && (property.flags & 2) !== 0) yield `read-only ${below(key)}`;
      yield* look(looker, property.type, value, below(key));
    } else if (additionalProperties !== undefined) yield* look(looker, additionalProperties, value, below("*"));
    else yield `unknown ${below(key)}`;
  }
  if (looker.direction === "request") return;
  for (const [key, { flags }] of Object.entries(properties)) {
    if ((flags & 1) !== 0 && object[key] === undefined) yield `missing ${below(key)}`;
  }
}

function* lookAtInteger(type: BicepType, value: unknown, path: string): Generator<string> {
  // A price; Bicep has no decimals.
  if (typeof value === "number" && path.endsWith("spotMaxPrice")) return;
  if (typeof value !== "number" || !Number.isInteger(value)) yield `type ${path}: ${describe(value)}, not integer`;
  else if (value < (type.minValue ?? -Infinity) || value > (type.maxValue ?? Infinity)) {
    yield `range ${path}: ${value} is not in ${type.minValue ?? ""}..${type.maxValue ?? ""}`;
  }
}

function* lookAtText(looker: Looker, type: BicepType, value: unknown, path: string): Generator<string> {
  if (typeof value !== "string") {
    yield `type ${path}: ${describe(value)}, not text`;
    return;
  }
  if (type.pattern !== undefined && !new RegExp(type.pattern).test(value)) yield `pattern ${path}: ${value}`;
  const known = literals(looker, type);
  if (known.length > 0 && !known.includes(value)) yield `value ${path}: ${value} is not one of ${known.join(", ")}`;
}

function literals(looker: Looker, type: BicepType): readonly string[] {
  if (type.$type === "StringLiteralType") return type.value === undefined ? [] : [type.value];
  return (type.elements ?? []).flatMap(({ $ref }) => {
    const element = looker.types[Number($ref.slice(2))];
    return element === undefined ? [] : literals(looker, element);
  });
}

function describe(value: unknown): string {
  return JSON.stringify(value).slice(0, 60);
}

const loaded = new Map<string, readonly BicepType[]>();

function load(apiVersion: string): readonly BicepType[] {
  const known = loaded.get(apiVersion);
  if (known !== undefined) return known;
  const types = JSON.parse(
    readFileSync(specPath("bicep-types", apiVersion, "types.json"), "utf8"),
  ) as readonly BicepType[];
  loaded.set(apiVersion, types);
  return types;
}
