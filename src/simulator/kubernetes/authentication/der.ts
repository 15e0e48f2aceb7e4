/** The few pieces of DER that a certificate is made of; each function gives the bytes of one value, tag and length included. */
export function tagged(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? Buffer.from([body.length]) : longLength(body.length);
  return Buffer.concat([Buffer.from([tag]), length, body]);
}

function longLength(length: number): Buffer {
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

export const sequence = (...content: readonly Buffer[]) => tagged(0x30, ...content);
export const set = (...content: readonly Buffer[]) => tagged(0x31, ...content);
export const octets = (...content: readonly Buffer[]) => tagged(0x04, ...content);
export const bits = (content: Buffer, unused = 0) => tagged(0x03, Buffer.from([unused]), content);
export const utf8 = (text: string) => tagged(0x0c, Buffer.from(text));
export const boolean = (value: boolean) => tagged(0x01, Buffer.from([value ? 0xff : 0]));

/** An integer from its bytes; a leading zero keeps it positive. */
export const integer = (bytes: Buffer) =>
  tagged(0x02, (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);

/** An object identifier such as `2.5.4.3`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const part of rest) {
    const groups = [part % 128];
    for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left % 128) | 0x80);
    bytes.push(...groups);
  }
  return tagged(0x06, Buffer.from(bytes));
}

/** `YYMMDDHHMMSSZ` up to 2049, with a full year after that. */
export function time(timeMs: number): Buffer {
  const text = new Date(timeMs).toISOString().replace(/[-:T]|\.\d+/g, "");
  return text < "2050" ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}

/** The values that a sequence holds, each with its tag and length. */
export function elements(value: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = headOf(value, 0).start; at < value.length;) {
    const { start, length } = headOf(value, at);
    found.push(value.subarray(at, start + length));
    at = start + length;
  }
  return found;
}

function headOf(value: Buffer, at: number): { readonly start: number; readonly length: number } {
  const first = value[at + 1] ?? 0;
  if (first < 0x80) return { start: at + 2, length: first };
  const count = first & 0x7f;
  return { start: at + 2 + count, length: value.readUIntBE(at + 2, count) };
}
