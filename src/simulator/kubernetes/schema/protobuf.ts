import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { protobufMessages } from "./protobuf-data.js";
import { readFields, type WireField } from "./protobuf-reader.js";

/** What Kubernetes writes before every protobuf body. */
const magic = Buffer.from("k8s\0");

/**
 * The JSON form of a body in `application/vnd.kubernetes.protobuf`: magic bytes, then a `runtime.Unknown` that names the
 * type and carries the message. Members that Go writes without being asked (empty texts, zeros, false, empty structs that
 * are no pointers) are left out. Throws a plain Error for bytes that are no such body, or of a type that is not known.
 */
export function decodeProtobuf(body: Buffer): JsonObject {
  if (!body.subarray(0, 4).equals(magic))
    throw new Error("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
  const fields = readFields(body.subarray(4));
  const typeMeta = readFields(bytesOf(fields, 1));
  const apiVersion = bytesOf(typeMeta, 1).toString("utf8");
  const kind = bytesOf(typeMeta, 2).toString("utf8");
  const message = messageName(apiVersion, kind);
  if (protobufMessages[message] === undefined) throw new Error(`no kind "${kind}" is registered for "${apiVersion}"`);
  return { apiVersion, kind, ...decodeMessage(message, bytesOf(fields, 2)) };
}

/** Name of a kind's Go type, such as `core.Pod`. */
export function messageName(apiVersion: string, kind: string): string {
  if (kind === "DeleteOptions") return "meta.DeleteOptions";
  const [group = ""] = apiVersion.includes("/") ? apiVersion.split("/") : [];
  return `${group === "" ? "core" : (group.split(".")[0] ?? "")}.${kind}`;
}

function bytesOf(fields: readonly WireField[], number: number): Buffer {
  const found = fields.findLast((field) => field.number === number)?.value;
  return Buffer.isBuffer(found) ? found : Buffer.alloc(0);
}

/** A member of a Go type: its name in JSON (empty: its members belong to the outer object) and its type, see the data. */
export interface Member {
  readonly name: string;
  readonly type: string;
}
const layouts = new Map<string, ReadonlyMap<number, Member>>();

/** Members of a Go type by their protobuf number; empty for a type that is not known. */
export function layoutOf(message: string): ReadonlyMap<number, Member> {
  const known = layouts.get(message);
  if (known !== undefined) return known;
  const made = new Map<number, Member>();
  for (const [, number, name = "", type = ""] of (protobufMessages[message] ?? "").matchAll(/(\d+)(\w*):(\S+)/g))
    made.set(Number(number), { name, type });
  layouts.set(message, made);
  return made;
}

function decodeMessage(message: string, bytes: Buffer): JsonObject {
  const layout = layoutOf(message);
  const result: JsonObject = {};
  for (const { number, value } of readFields(bytes)) {
    const member = layout.get(number);
    if (member !== undefined) addMember(result, member, value);
  }
  return result;
}

function addMember(into: JsonObject, { name, type }: Member, value: bigint | Buffer): void {
  const mark = type[0];
  const inner = type.slice(1);
  if (name === "") Object.assign(into, decodeValue(type.replace(/^\*/, ""), value));
  else if (mark === "[") {
    const list = into[name];
    const item = decodeValue(inner.replace(/^\*/, ""), value);
    if (Array.isArray(list)) list.push(item);
    else into[name] = [item];
  } else if (mark === "{") {
    const map = into[name];
    const entry = readFields(value instanceof Buffer ? value : Buffer.alloc(0));
    const key = bytesOf(entry, 1).toString("utf8");
    const held = entry.findLast((field) => field.number === 2)?.value ?? Buffer.alloc(0);
    into[name] = { ...(isObject(map) ? map : {}), [key]: decodeValue(inner, held) };
  } else if (mark === "*") into[name] = decodeValue(inner, value);
  else {
    const decoded = decodeValue(type, value);
    if (!isZero(decoded)) into[name] = decoded;
  }
}

const isZero = (value: Json) =>
  value === null ||
  value === "" ||
  value === 0 ||
  value === false ||
  (isObject(value) && Object.keys(value).length === 0);

function decodeValue(type: string, value: bigint | Buffer): Json {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  const number = Buffer.isBuffer(value) ? 0n : value;
  if (type === "s") return bytes.toString("utf8");
  if (type === "b") return bytes.toString("base64");
  if (type === "i") return Number(BigInt.asIntN(64, number));
  if (type === "?") return number !== 0n;
  if (type === "d") return doubleOf(number);
  if (type.startsWith("(")) return readFields(bytes).map((field) => decodeValue(type.slice(1), field.value));
  return type.startsWith("=") ? decodeSpecial(type.slice(1), bytes) : decodeMessage(type, bytes);
}

function doubleOf(bits: bigint): number {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  return buffer.readDoubleLE();
}

/** Types with a JSON form of their own. */
function decodeSpecial(name: string, bytes: Buffer): Json {
  const fields = readFields(bytes);
  const integer = (number: number) => {
    const found = fields.findLast((field) => field.number === number)?.value;
    return typeof found === "bigint" ? BigInt.asIntN(64, found) : 0n;
  };
  switch (name) {
    case "Quantity":
      return bytesOf(fields, 1).toString("utf8");
    case "IntOrString":
      return integer(1) === 0n ? Number(integer(2)) : bytesOf(fields, 3).toString("utf8");
    case "Time":
    case "MicroTime": {
      if (fields.length === 0) return null;
      const whole = new Date(Number(integer(1)) * 1000).toISOString().slice(0, 19);
      const micros = String(integer(2) / 1000n).padStart(6, "0");
      return name === "Time" ? `${whole}Z` : `${whole}.${micros}Z`;
    }
    case "Duration":
      return `${Number(integer(1)) / 1e9}s`;
    default:
      // FieldsV1 and RawExtension carry JSON.
      return bytes.length === 0 ? null : (JSON.parse(bytesOf(fields, 1).toString("utf8")) as Json);
  }
}
