import type { IncomingMessage } from "node:http";
import { parse } from "yaml";
import type { Json } from "../objects/json.js";
import { badRequest, StatusError, unsupportedMediaType } from "./status-error.js";

/** The API server takes bodies of up to 3 MiB. */
const maximumBytes = 3 * 1024 * 1024;

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
  return Buffer.concat(chunks).toString("utf8");
}

/** Media type of a request's body, without parameters; JSON when the client does not say. */
export function contentType(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "application/json").split(";")[0]?.trim() ?? "";
}

const protobuf = "application/vnd.kubernetes.protobuf";

/** kubectl's `create` subcommands do not fall back to JSON after a 415, so their user has to be told. */
const insteadOfProtobuf =
  "; the local Azure reads no protobuf: kubectl create ... --dry-run=client -o yaml | kubectl apply -f -";

/** A body in JSON or YAML. */
export function parseBody(text: string, type: string): Json {
  if (type !== "application/json" && type !== "application/yaml" && !type.endsWith("+json") && !type.endsWith("+yaml"))
    throw unsupportedMediaType(["application/json", "application/yaml"], type === protobuf ? insteadOfProtobuf : "");
  try {
    return (type.endsWith("yaml") ? parse(text) : JSON.parse(text)) as Json;
  } catch (error) {
    const why = error instanceof Error ? error.message : "unreadable";
    throw badRequest(`couldn't get version/kind; json parse error: ${why}`);
  }
}
