import { gatewayError } from "./errors.js";
import type { ArmRequest, Reply } from "../http/exchange.js";
import type { World } from "../world.js";
import { isObject, type JsonObject } from "../json.js";

export type ArmHandler = (world: World, request: ArmRequest) => Reply;

/** A route of ARM's gateway. */
export interface ArmRoute {
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD" | "PATCH";
  /** Without a leading slash; `:name` matches any one segment. */
  readonly pattern: string;
  /** As in `Microsoft.ContainerService/managedClusters/write`, for the 403's text. */
  readonly action: string;
  /** Resource type by which api-versions are checked: a key of `apiVersions`. */
  readonly type: string;
  readonly handle: ArmHandler;
}

/** The body as an object; anything else is refused as ARM's gateway does (text: ours). */
export function bodyObject(request: ArmRequest): JsonObject {
  if (isObject(request.body)) return request.body;
  throw gatewayError(
    400,
    "InvalidRequestContent",
    "The request content was invalid and could not be deserialized: a JSON object is expected.",
  );
}

export function nameOf(request: ArmRequest, key: string): string {
  return request.names[key] ?? "";
}
