import type { Environment } from "@marcbachmann/cel-js";
import { isObject, type Json } from "../../objects/json.js";
import { isQuantity, milliValue } from "../../objects/quantity.js";

/** Values of the variables of an expression, integers as bigint: see `celValue`. */
export type CelContext = Readonly<Record<string, unknown>>;

/** An expression that the library can evaluate. */
export interface Expression {
  /** Its type: `bool`, `string`, `dyn` ... */
  readonly type: string;
  /** Throws an Error whose message is the API server's where it is known (`no such key: x`). */
  readonly evaluate: (context: CelContext) => unknown;
}

/** Why an expression cannot be used. */
export interface ExpressionFault {
  /** True where the API server has what the library lacks. */
  readonly isUnmodelled: boolean;
  readonly text: string;
}

const variables = ["object", "oldObject", "request", "params", "namespaceObject", "variables"];
/** What Kubernetes has and the library does not know. */
const unmodelledNames = ["authorizer", "sets", "lists", "math", "base64", "semver", "jsonpatch", "regex", "strings"];

let environment: Environment | undefined;

/** Loads the library, which only those who write policies need. Must be over before anything else here is called. */
export async function loadCel(): Promise<void> {
  if (environment !== undefined) return;
  const { Environment } = await import("@marcbachmann/cel-js");
  const made = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  for (const name of variables) made.registerVariable(name, "dyn");
  addKubernetesFunctions(made);
  environment = made;
}

class Quantity {
  readonly milli: bigint;
  constructor(text: string) {
    if (!isQuantity(text)) throw new Error("quantities must match the regular expression");
    this.milli = milliValue(text);
  }
}

/** Kubernetes' own functions that policies on pods use most; everything else it adds is refused as not modelled. */
function addKubernetesFunctions(made: Environment): void {
  const compare = (a: Quantity, b: Quantity) => (a.milli < b.milli ? -1n : a.milli > b.milli ? 1n : 0n);
  made
    .registerType("Quantity", { ctor: Quantity, fields: {} })
    .registerFunction("isQuantity(string): bool", (text: string) => isQuantity(text))
    .registerFunction("quantity(string): Quantity", (text: string) => new Quantity(text))
    .registerFunction("Quantity.isGreaterThan(Quantity): bool", (a: Quantity, b: Quantity) => compare(a, b) > 0n)
    .registerFunction("Quantity.isLessThan(Quantity): bool", (a: Quantity, b: Quantity) => compare(a, b) < 0n)
    .registerFunction("Quantity.compareTo(Quantity): int", compare)
    .registerFunction("string.replace(string, string): string", (text: string, from: string, to: string) =>
      text.replaceAll(from, to),
    )
    .registerFunction(
      "string.find(string): string",
      (text: string, pattern: string) => new RegExp(pattern, "u").exec(text)?.[0] ?? "",
    );
}

/** Reads an expression. A fault says whether it is the expression's or the library's. */
export function compile(text: string): Expression | ExpressionFault {
  if (environment === undefined) throw new Error("the CEL library is not loaded");
  const checked = environment.check(text);
  if (checked.error !== undefined) return faultOf(text, checked.error.name, firstLine(checked.error.message));
  const program = environment.parse(text);
  return {
    type: String(checked.type),
    evaluate: (context) => {
      try {
        return program(context) as unknown;
      } catch (error) {
        const message = firstLine(error instanceof Error ? error.message : "unknown");
        throw new Error(message.replace(/^No such key/, "no such key"), { cause: error });
      }
    },
  };
}

export const isFault = (result: Expression | ExpressionFault): result is ExpressionFault => "isUnmodelled" in result;

function faultOf(text: string, kind: string, message: string): ExpressionFault {
  const unknown = /^Unknown variable: (\w+)/.exec(message)?.[1];
  if (unknown !== undefined && !unmodelledNames.includes(unknown)) {
    const at = text.search(new RegExp(`\\b${unknown}\\b`));
    const place = `<input>:1:${at + 1}: undeclared reference to '${unknown}' (in container '')`;
    return { isUnmodelled: false, text: `compilation failed: ERROR: ${place}\n | ${text}\n | ${".".repeat(at)}^` };
  }
  // Where an expression breaks off, and in which words, is the library's.
  if (kind === "ParseError")
    return {
      isUnmodelled: false,
      text: `compilation failed: ERROR: <input>:1:1: Syntax error: ${message}\n | ${text}`,
    };
  return { isUnmodelled: true, text: message };
}

const firstLine = (text: string) => text.split("\n")[0] ?? "";

/** A JSON value as CEL sees it: whole numbers are integers. */
export function celValue(value: Json | undefined): unknown {
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (!isObject(value)) return value ?? null;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === undefined ? [] : [[key, celValue(item)] as const])),
  );
}
