/** Reading JSON as Go's decoder does: its words for a syntax error, and members that are there twice. */
import { goQuoted } from "./go-text.js";

/** Why Go's scanner, which reads bytes, gives up on a text that is not JSON; undefined where it is. */
export function goSyntaxError(text: string | Buffer): string | undefined {
  try {
    new Scanner(Buffer.from(text).toString("latin1")).whole();
    return undefined;
  } catch (error) {
    if (error instanceof GoSyntaxError) return error.message;
    throw error;
  }
}

export interface MemberPlaces {
  /** Members that an object has twice, each at its second place. */
  readonly duplicates: readonly { readonly path: string; readonly at: number }[];
  /** Where each member begins, by its path, such as `spec.containers[0].image`. */
  readonly places: ReadonlyMap<string, number>;
}

/** Where the members of a JSON text are, which must be without fault. */
export function memberPlaces(text: string): MemberPlaces {
  const scanner = new Scanner(text);
  scanner.whole();
  return scanner;
}

class GoSyntaxError extends Error {}

class Scanner implements MemberPlaces {
  readonly duplicates: { readonly path: string; readonly at: number }[] = [];
  readonly places = new Map<string, number>();
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): void {
    this.#value("");
    this.#space();
    if (this.#at < this.#text.length) this.#fail("after top-level value");
  }

  #value(path: string): void {
    this.#space();
    const sign = this.#text[this.#at];
    if (sign === "{") this.#object(path);
    else if (sign === "[") this.#array(path);
    else if (sign === '"') this.#string();
    else if (sign === "-" || (sign !== undefined && /\d/.test(sign))) this.#number();
    else if (sign === "t") this.#literal("true");
    else if (sign === "f") this.#literal("false");
    else if (sign === "n") this.#literal("null");
    else this.#fail("looking for beginning of value");
  }

  #object(path: string): void {
    this.#at += 1;
    const seen = new Set<string>();
    this.#space();
    if (this.#text[this.#at] === "}") {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail("looking for beginning of object key string");
      const at = this.#at;
      const key = this.#string();
      const below = path === "" ? key : `${path}.${key}`;
      if (seen.has(key)) this.duplicates.push({ path: below, at });
      else this.places.set(below, at);
      seen.add(key);
      this.#space();
      if (this.#text[this.#at] !== ":") this.#fail("after object key");
      this.#at += 1;
      this.#value(below);
      this.#space();
      const sign = this.#text[this.#at];
      if (sign === "}") {
        this.#at += 1;
        return;
      }
      if (sign !== ",") this.#fail("after object key:value pair");
      this.#at += 1;
    }
  }

  #array(path: string): void {
    this.#at += 1;
    this.#space();
    if (this.#text[this.#at] === "]") {
      this.#at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      this.#value(`${path}[${index}]`);
      this.#space();
      const sign = this.#text[this.#at];
      if (sign === "]") {
        this.#at += 1;
        return;
      }
      if (sign !== ",") this.#fail("after array element");
      this.#at += 1;
    }
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (;;) {
      const sign = this.#text[this.#at];
      if (sign === undefined || sign < " ") this.#fail("in string literal");
      this.#at += 1;
      if (sign === '"') return JSON.parse(this.#text.slice(start, this.#at)) as string;
      if (sign === "\\") this.#escape();
    }
  }

  #escape(): void {
    const sign = this.#text[this.#at];
    if (sign === undefined || !'bfnrt\\/"u'.includes(sign)) this.#fail("in string escape code");
    this.#at += 1;
    for (let digits = 0; sign === "u" && digits < 4; digits += 1) {
      if (!/[0-9a-fA-F]/.test(this.#text[this.#at] ?? "")) this.#fail("in \\u hexadecimal character escape");
      this.#at += 1;
    }
  }

  #number(): void {
    if (this.#text[this.#at] === "-") this.#at += 1;
    if (this.#text[this.#at] === "0") this.#at += 1;
    else this.#digits("in numeric literal");
    if (this.#text[this.#at] === ".") {
      this.#at += 1;
      this.#digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text[this.#at] ?? "")) {
      this.#at += 1;
      if (/[+-]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
      this.#digits("in exponent of numeric literal");
    }
  }

  #digits(where: string): void {
    if (!/\d/.test(this.#text[this.#at] ?? "")) this.#fail(where);
    while (/\d/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#text[this.#at] !== expected) this.#fail(`in literal ${word} (expecting '${expected}')`);
      this.#at += 1;
    }
  }

  #space(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
  }

  #fail(where: string): never {
    const sign = this.#text[this.#at];
    if (sign === undefined) throw new GoSyntaxError("unexpected end of JSON input");
    throw new GoSyntaxError(`invalid character ${quotedSign(sign)} ${where}`);
  }
}

/** Go prints one byte, in single quotes. */
function quotedSign(sign: string): string {
  if (sign === "'") return "'\\''";
  if (sign === '"') return "'\"'";
  const text = goQuoted(sign);
  return `'${text.slice(1, -1)}'`;
}
