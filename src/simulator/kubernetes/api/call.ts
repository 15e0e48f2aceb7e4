import type { IncomingMessage, ServerResponse } from "node:http";
import type { User } from "../authentication/user.js";
import type { ClusterState } from "../cluster-state.js";
import type { Json, JsonObject } from "../objects/json.js";
import type { KubeObject } from "../objects/objects.js";
import { apiVersionOf, type Resource } from "../store/resources.js";
import { wantedShape } from "./accept.js";
import { partialOf, tableOf, type IncludeObject } from "./table.js";

/** A request to one resource, with what the verbs need. */
export interface Call {
  readonly state: ClusterState;
  /** Who asks. */
  readonly user: User;
  readonly resource: Resource;
  /** Empty for cluster-scoped objects and for lists over all namespaces. */
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
  readonly query: URLSearchParams;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Warnings to send with the answer (header `Warning`). */
  readonly warnings: string[];
}

export function sendJson(response: ServerResponse, code: number, body: Json, warnings: readonly string[] = []): void {
  const text = `${JSON.stringify(body)}\n`;
  if (!response.hasHeader("content-type")) response.setHeader("content-type", "application/json");
  response.setHeader("content-length", Buffer.byteLength(text));
  response.setHeader("cache-control", "no-cache, private");
  if (warnings.length > 0)
    response.setHeader(
      "warning",
      warnings.map((warning) => `299 - ${JSON.stringify(warning)}`),
    );
  response.writeHead(code);
  response.end(text);
}

/** Sends one object in the shape the client asked for. */
export function sendObject(call: Call, code: number, object: KubeObject): void {
  sendJson(call.response, code, shaped(call, object, true), call.warnings);
}

export function shaped(call: Call, object: KubeObject, withColumns: boolean): JsonObject {
  const shape = wantedShape(call.request.headers.accept);
  if (shape === "partial") return partialOf(object);
  if (shape === "object") return object;
  const metadata = { resourceVersion: object.metadata.resourceVersion };
  return tableOf(call.resource, [object], { ...tableOptions(call), metadata, withColumns });
}

/** Sends a list; `metadata` carries resourceVersion and paging. */
export function sendList(call: Call, objects: readonly KubeObject[], metadata: JsonObject): void {
  const shape = wantedShape(call.request.headers.accept);
  if (shape === "table") {
    const table = tableOf(call.resource, objects, { ...tableOptions(call), metadata, withColumns: true });
    sendJson(call.response, 200, table);
  } else if (shape === "partial") {
    const items = objects.map(partialOf);
    sendJson(call.response, 200, {
      kind: "PartialObjectMetadataList",
      apiVersion: "meta.k8s.io/v1",
      metadata,
      items,
    });
  } else {
    // Items of a list carry no kind of their own.
    const items = objects.map(({ kind: _kind, apiVersion: _version, ...item }) => item as JsonObject);
    sendJson(call.response, 200, {
      kind: `${call.resource.kind}List`,
      apiVersion: apiVersionOf(call.resource),
      metadata,
      items,
    });
  }
}

function tableOptions(call: Call): { readonly include: IncludeObject; readonly nowMs: number } {
  const asked = call.query.get("includeObject");
  const include = asked === "None" || asked === "Object" ? asked : "Metadata";
  return { include, nowMs: call.state.clock.now() };
}
