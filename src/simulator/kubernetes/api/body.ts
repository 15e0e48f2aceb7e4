import type { IncomingMessage } from "node:http";
import { parse, YAMLParseError } from "yaml";
import { isTooDeep } from "../../json.js";
import { goSyntaxError } from "../objects/go-json.js";
import { isObject, type Json, type JsonObject } from "../objects/json.js";
import { decodeProtobuf } from "../schema/protobuf.js";
import { badRequest, StatusError, unsupportedMediaType } from "./status-error.js";

/** The API server takes bodies of up to 3 MiB. */
const maximumBytes = 3 * 1024 * 1024;

/** A request's body as text; one in protobuf is turned into the JSON that it stands for. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maximumBytes)
      throw new StatusError(413, "RequestEntityTooLarge", `Request entity too large: limit is ${maximumBytes}`);
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  return contentType(request) === protobuf && bytes.length > 0 ? fromProtobuf(bytes) : bytes.toString("utf8");
}

function fromProtobuf(bytes: Buffer): string {
  try {
    return JSON.stringify(decodeProtobuf(bytes));
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : "unreadable");
  }
}

/** Media type of a request's body, without parameters; JSON when the client does not say. */
export function contentType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
}

const accepted = ["application/json", "application/yaml"];
const protobuf = "application/vnd.kubernetes.protobuf";

/** A body in JSON or YAML, or what `readBody` made of protobuf. `kind` is that of the object which is expected. Throws 400, 415. */
export function parseBody(text: string, type: string, kind: string): Json {
  if (![...accepted, protobuf].includes(type) && !type.endsWith("+json") && !type.endsWith("+yaml"))
    throw unsupportedMediaType([...accepted, protobuf]);
  const why = type.endsWith("yaml") ? yamlFault(text) : jsonFault(text);
  if (why !== undefined) throw unrecognized(kind, why, text);
  const value = (
    type.endsWith("yaml") ? parse(text, { logLevel: "error", uniqueKeys: false }) : JSON.parse(text)
  ) as Json;
  if (isObject(value)) return value;
  const got = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  const meta =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';
  throw unrecognized(kind, `json: cannot unmarshal ${got} into Go value of type ${meta}`, text);
}

/** The body of a patch. `prefix` stands before what the decoder says of it. */
export function parsePatch(text: string, prefix: string): Json {
  const why = jsonFault(text);
  if (why !== undefined) throw badRequest(`${prefix}${why}`);
  return JSON.parse(text) as Json;
}

/** The configuration of a server-side apply. The words for a text that is no YAML are those of the library used here. */
export function parseApplied(text: string): JsonObject {
  const why = yamlFault(text);
  const prefix = "error decoding YAML: error converting YAML to JSON: ";
  if (why !== undefined) throw badRequest(`${prefix}${why}`);
  const value = (parse(text, { logLevel: "error", uniqueKeys: false }) ?? {}) as Json;
  if (isObject(value)) return value;
  const got = Array.isArray(value) ? "array" : typeof value === "boolean" ? "bool" : typeof value;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${got} into Go value of type map[string]interface {}`,
  );
}

function unrecognized(kind: string, why: string, text: string): StatusError {
  const summary = text === "" ? "<empty>" : text.startsWith("{") ? shortened(text, 30) : shortened(hex(text), 60);
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${summary})`,
  );
}

const hex = (text: string) => Buffer.from(text).toString("hex");
const shortened = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)} ...` : text);
const tooDeep = "the body is nested too deeply";

const jsonFault = (text: string): string | undefined => (isTooDeep(text) ? tooDeep : goSyntaxError(text));

function yamlFault(text: string): string | undefined {
  if (isTooDeep(text) || isDeepBlock(text)) return tooDeep;
  try {
    parse(text, { logLevel: "error", uniqueKeys: false });
    return undefined;
  } catch (error) {
    const line = error instanceof YAMLParseError ? (error.linePos?.[0].line ?? 1) : 1;
    return `yaml: line ${line}: ${error instanceof Error ? (error.message.split("\n")[0] ?? "") : "unreadable"}`;
  }
}

/** YAML's block style nests by indentation, and by dashes, question marks and colons in one line. */
function isDeepBlock(text: string): boolean {
  return /^ {400}/m.test(text) || /(?:[-?:]\s+){200}/.test(text);
}
