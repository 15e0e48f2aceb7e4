import { badRequest } from "../api/status-error.js";
import { goQuoted } from "../objects/go-text.js";
import { labelKeyFaults, labelValueFaults } from "../validation/names.js";

export interface Requirement {
  readonly key: string;
  readonly operator: "in" | "notin" | "exists" | "!" | "gt" | "lt";
  readonly values: readonly string[];
}

type Token = "end" | "(" | ")" | "," | "!" | "=" | "==" | "!=" | ">" | "<" | "in" | "notin" | "identifier";
interface Scanned {
  readonly token: Token;
  readonly literal: string;
}

const symbols = "=!(),><";
const keywords: readonly string[] = ["(", ")", ",", "!", "=", "==", "!=", ">", "<", "in", "notin"];
const isToken = (text: string): text is Token => keywords.includes(text);

/**
 * Reads a label selector in the API's text form: `a=b,c!=d,e in (f,g),h,!i`. Throws the 400 of apimachinery's own
 * parser (`pkg/labels/selector.go`), which this one follows step by step.
 */
export function parseRequirements(selector: string): Requirement[] {
  const scanned = scan(selector);
  const requirements: Requirement[] = [];
  let position = 0;
  const at = (): Scanned => scanned[position] ?? { token: "end", literal: "" };
  const next = (): Scanned => {
    const found = at();
    position += 1;
    return found;
  };
  /** Operators that are words may also be values and keys. */
  const asValue = ({ token, literal }: Scanned): Token => (isWord(literal, token) ? "identifier" : token);

  for (;;) {
    const start = at();
    if (start.token === "end") return requirements;
    if (asValue(start) !== "identifier" && start.token !== "!")
      throw badRequest(`found '${start.literal}', expected: !, identifier, or 'end of string'`);
    try {
      requirements.push(requirement());
    } catch (error) {
      throw error instanceof Misread ? badRequest(`unable to parse requirement: ${error.message}`) : error;
    }
    const end = next();
    if (end.token === "end") return requirements;
    if (end.token !== ",") throw badRequest(`found '${end.literal}', expected: ',' or 'end of string'`);
    const after = at();
    if (asValue(after) !== "identifier" && after.token !== "!")
      throw badRequest(`found '${after.literal}', expected: identifier after ','`);
  }

  function requirement(): Requirement {
    let item = next();
    const isAbsent = item.token === "!";
    if (isAbsent) item = next();
    if (asValue(item) !== "identifier") throw new Misread(`found '${item.literal}', expected: identifier`);
    const key = item.literal;
    refuse("<nil>", key, labelKeyFaults(key));
    if (isAbsent) return { key, operator: "!", values: [] };
    if (at().token === "end" || at().token === ",") return { key, operator: "exists", values: [] };
    const { token, literal } = next();
    switch (token) {
      case "in":
      case "notin":
        return checked({ key, operator: token, values: list() });
      case "=":
      case "==":
        return checked({ key, operator: "in", values: [exact()] });
      case "!=":
        return checked({ key, operator: "notin", values: [exact()] });
      case ">":
      case "<":
        return checked({ key, operator: token === ">" ? "gt" : "lt", values: [exact()] });
      default:
        throw new Misread(`found '${literal}', expected: in, notin, =, ==, !=, gt, lt`);
    }
  }

  function exact(): string {
    if (at().token === "end" || at().token === ",") return "";
    const item = next();
    if (asValue(item) === "identifier") return item.literal;
    throw new Misread(`found '${item.literal}', expected: identifier`);
  }

  function list(): string[] {
    const open = next();
    if (open.token !== "(") throw new Misread(`found '${open.literal}' expected: '('`);
    if (at().token === ")") {
      next();
      return [""];
    }
    if (asValue(at()) !== "identifier" && at().token !== ",")
      throw new Misread(`found '${at().literal}', expected: ',', ')' or identifier`);
    const values = new Set<string>();
    for (;;) {
      const item = next();
      if (asValue(item) === "identifier") {
        values.add(item.literal);
        if (at().token === ")") break;
        if (at().token !== ",") throw new Misread(`found '${at().literal}', expected: ',' or ')'`);
      } else if (item.token === ",") {
        if (values.size === 0) values.add("");
        if (at().token === ")" || at().token === ",") values.add("");
        if (at().token === ")") break;
      } else throw new Misread(`found '${item.literal}', expected: ',', or identifier`);
    }
    next();
    return [...values].sort();
  }
}

/** A fault inside one requirement. */
class Misread extends Error {}

function checked(requirement: Requirement): Requirement {
  const { operator, values, key } = requirement;
  values.forEach((value, index) => {
    if ((operator === "gt" || operator === "lt") && !/^[+-]?\d+$/.test(value))
      throw new Misread(
        `values[${index}]: Invalid value: ${goQuoted(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    refuse(`values[${index}][${key}]`, value, labelValueFaults(value));
  });
  return requirement;
}

function refuse(path: string, value: string, faults: readonly string[]): void {
  if (faults.length > 0) throw new Misread(`${path}: Invalid value: ${goQuoted(value)}: ${faults.join("; ")}`);
}

const isWord = (literal: string, token: Token) => token !== "identifier" && /^(in|notin)$/.test(literal);

function scan(text: string): Scanned[] {
  const items: Scanned[] = [];
  let at = 0;
  while (at < text.length) {
    const sign = text.charAt(at);
    if (/[ \t\r\n]/.test(sign)) at += 1;
    else if (symbols.includes(sign)) {
      // The longest operator that begins here.
      let end = at + 1;
      while (end < text.length && isToken(text.slice(at, end + 1))) end += 1;
      const literal = text.slice(at, end);
      items.push({ token: isToken(literal) ? literal : "end", literal });
      at = end;
    } else {
      const word = /^[^=!(),><\s]+/.exec(text.slice(at))?.[0] ?? sign;
      items.push({ token: isToken(word) ? word : "identifier", literal: word });
      at += word.length;
    }
  }
  return [...items, { token: "end", literal: "" }];
}
