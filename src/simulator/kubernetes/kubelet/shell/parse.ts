/** What a script of the modelled subset says: commands joined by `;`, newline, `&&`, `||`. */
export interface Step {
  /** When the command runs, seen from the one before it. */
  readonly when: "always" | "success" | "failure";
  readonly words: readonly Word[];
  /** Standard output goes to /dev/null. */
  readonly isSilent: boolean;
}
export type Word = readonly Part[];
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly name: string; readonly otherwise: string; readonly isQuoted: boolean }
  | { readonly kind: "command"; readonly steps: readonly Step[]; readonly isQuoted: boolean };

/** The script uses something outside the subset; the message names it. */
export class NotModelled extends Error {}

interface Token {
  readonly operator?: string;
  readonly word?: Word;
}

export function parseScript(text: string): Step[] {
  const steps: Step[] = [];
  let words: Word[] = [];
  let when: Step["when"] = "always";
  let isSilent = false;
  const finish = (next: Step["when"]) => {
    if (words.length > 0) steps.push({ when, words, isSilent });
    words = [];
    isSilent = false;
    when = next;
  };
  for (const token of new Scanner(text).tokens()) {
    if (token.word !== undefined) words.push(token.word);
    else if (token.operator === "&&") finish("success");
    else if (token.operator === "||") finish("failure");
    else if (token.operator === ">/dev/null") isSilent = true;
    else if (token.operator === ";") finish("always");
  }
  finish("always");
  return steps;
}

const redirects = [/^2>\s*\/dev\/null/, /^2>&1/, /^1?>\s*\/dev\/null/];

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  *tokens(): Generator<Token> {
    for (;;) {
      while (/[ \t]/.test(this.#peek())) this.#at += 1;
      const rest = this.#text.slice(this.#at);
      if (rest === "") return;
      if (rest.startsWith("#")) this.#at += rest.search(/\n|$/);
      else if (rest.startsWith("\\\n")) this.#at += 2;
      else yield this.#token(rest);
    }
  }

  #token(rest: string): Token {
    const redirect = redirects.map((pattern) => pattern.exec(rest)?.[0]).find((found) => found !== undefined);
    if (redirect !== undefined) {
      this.#at += redirect.length;
      return { operator: redirect.startsWith("2") ? "2>" : ">/dev/null" };
    }
    const joiner = ["&&", "||", ";", "\n"].find((operator) => rest.startsWith(operator));
    if (joiner !== undefined) {
      this.#at += joiner.length;
      return { operator: joiner === "\n" ? ";" : joiner };
    }
    const other = /^[|&<>(){}`]/.exec(rest)?.[0];
    if (other !== undefined) throw new NotModelled(`the shell operator ${other}`);
    return { word: this.#word() };
  }

  #word(): Word {
    const parts: Part[] = [];
    for (;;) {
      const char = this.#peek();
      if (char === "" || /[\s;&|<>()]/.test(char)) return parts;
      if (char === "'") {
        const end = this.#text.indexOf("'", this.#at + 1);
        if (end < 0) throw new NotModelled("an unclosed quote");
        parts.push({ kind: "text", text: this.#text.slice(this.#at + 1, end) });
        this.#at = end + 1;
      } else if (char === '"') this.#quoted(parts);
      else if (char === "\\") {
        parts.push({ kind: "text", text: this.#text.charAt(this.#at + 1) });
        this.#at += 2;
      } else if (char === "$") parts.push(this.#dollar(false));
      else if (char === "`") throw new NotModelled("backquotes");
      else {
        parts.push({ kind: "text", text: char });
        this.#at += 1;
      }
    }
  }

  #quoted(parts: Part[]): void {
    this.#at += 1;
    parts.push({ kind: "text", text: "" });
    for (;;) {
      const char = this.#peek();
      if (char === "") throw new NotModelled("an unclosed quote");
      if (char === '"') {
        this.#at += 1;
        return;
      }
      if (char === "$") parts.push(this.#dollar(true));
      else if (char === "\\" && /["$\\`]/.test(this.#text.charAt(this.#at + 1))) {
        parts.push({ kind: "text", text: this.#text.charAt(this.#at + 1) });
        this.#at += 2;
      } else {
        parts.push({ kind: "text", text: char });
        this.#at += 1;
      }
    }
  }

  #dollar(isQuoted: boolean): Part {
    const rest = this.#text.slice(this.#at);
    if (rest.startsWith("$((")) throw new NotModelled("arithmetic");
    if (rest.startsWith("$(")) return this.#substitution(isQuoted);
    const match = /^\$(?:\{(\w+)(?::?-([^{}]*))?\}|(\w+|\?))/.exec(rest);
    if (match === null) {
      if (rest.startsWith("${")) throw new NotModelled(`the expansion ${rest.slice(0, rest.indexOf("}") + 1)}`);
      this.#at += 1;
      return { kind: "text", text: "$" };
    }
    this.#at += match[0].length;
    return { kind: "variable", name: match[1] ?? match[3] ?? "", otherwise: match[2] ?? "", isQuoted };
  }

  #substitution(isQuoted: boolean): Part {
    let depth = 0;
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      if (this.#text.charAt(at) === "(") depth += 1;
      if (this.#text.charAt(at) === ")") depth -= 1;
      if (depth > 0) continue;
      const steps = parseScript(this.#text.slice(this.#at + 2, at));
      this.#at = at + 1;
      return { kind: "command", steps, isQuoted };
    }
    throw new NotModelled("an unclosed $(");
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }
}
