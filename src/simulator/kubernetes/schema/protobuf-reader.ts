/** One field of a protobuf message as it is on the wire: a number (varint, 32 or 64 bits) or bytes. */
export interface WireField {
  readonly number: number;
  readonly value: bigint | Buffer;
}

/** Splits a message into its fields, in their order. Throws a plain Error for what is no protobuf. */
export function readFields(bytes: Buffer): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint => {
    let result = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined) throw new Error("unexpected EOF");
      at += 1;
      result |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, result);
    }
    throw new Error("proto: integer overflow");
  };
  const take = (length: number): Buffer => {
    if (length > bytes.length - at) throw new Error("unexpected EOF");
    at += length;
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Number(tag >> 3n);
    const wireType = Number(tag & 7n);
    if (wireType === 0) fields.push({ number, value: varint() });
    else if (wireType === 1) fields.push({ number, value: take(8).readBigUInt64LE() });
    else if (wireType === 2) fields.push({ number, value: take(Number(varint())) });
    else if (wireType === 5) fields.push({ number, value: BigInt(take(4).readUInt32LE()) });
    else throw new Error(`proto: illegal wireType ${wireType}`);
  }
  return fields;
}
