import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import { isTooDeep } from "../../json.js";
import type { Json } from "../objects/json.js";
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

/** A body in JSON or YAML, or what `readBody` made of protobuf. */
export function parseBody(text: string, type: string): Json {
  if (![...accepted, protobuf].includes(type) && !type.endsWith("+json") && !type.endsWith("+yaml"))
    throw unsupportedMediaType([...accepted, protobuf]);
  const isYaml = type.endsWith("yaml");
  if (isTooDeep(text) || (isYaml && isDeepBlock(text))) {
    throw badRequest("couldn't get version/kind; json parse error: the body is nested too deeply");
  }
  try {
    return (isYaml ? parse(text, { logLevel: "error" }) : JSON.parse(text)) as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable";
    throw badRequest(`couldn't get version/kind; json parse error: ${why}`);
  }
}

/** YAML's block style nests by indentation, and by dashes, question marks and colons in one line. */
function isDeepBlock(text: string): boolean {
  return /^ {400}/m.test(text) || /(?:[-?:]\s+){200}/.test(text);
}
