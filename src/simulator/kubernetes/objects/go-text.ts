/** Values as Go prints them in the API server's messages. */
import { isObject, type Json } from "./json.js";

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** `strconv.Quote` */
export function goQuoted(text: string): string {
  const inner = text.replace(/["\\]|[^\x20-\x7e]/gu, (sign) => {
    const known = escapes[sign];
    if (known !== undefined) return known;
    const code = sign.codePointAt(0) ?? 0;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, "0")}`;
    if (isPrintable(sign)) return sign;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
  return `"${inner}"`;
}

/** `unicode.IsPrint`: letters, marks, numbers, punctuation, symbols and the space. */
export const isPrintable = (sign: string) => sign === " " || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(sign);

/** `%v` of a decoded JSON value: `map[a:1 b:[x y]]`. */
export function goValue(value: Json | undefined): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goValue).join(" ")}]`;
  if (!isObject(value)) return String(value);
  const members = Object.keys(value).sort();
  return `map[${members.map((key) => `${key}:${goValue(value[key])}`).join(" ")}]`;
}
