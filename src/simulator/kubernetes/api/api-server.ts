import type { IncomingMessage, ServerResponse } from "node:http";
import { authenticate, type Credentials, type User } from "../authentication.js";
import type { ClusterState } from "../cluster-state.js";
import type { JsonObject } from "../objects/json.js";
import { findResource, type Resource } from "../store/resources.js";
import { wantsAggregatedDiscovery } from "./accept.js";
import { contentType, parseBody, readBody } from "./body.js";
import { sendJson, type Call } from "./call.js";
import { aggregated, coreVersions, group, groupList, resourceList } from "./discovery.js";
import { openApiIndex, openApiV2, openApiV3 } from "./openapi.js";
import { listObjects, readObject } from "./read.js";
import { parseResourcePath, type ResourcePath } from "./request-info.js";
import { answerReview, findReview } from "./reviews.js";
import { serveScale } from "./scale.js";
import {
  methodNotAllowed,
  noSuchPath,
  notAcceptable,
  notModelled,
  qualified,
  StatusError,
  unauthorized,
} from "./status-error.js";
import { unmodelledResource } from "./unmodelled.js";
import { watchObjects } from "./watch.js";
import { createFromBody, deleteMany, deleteOne, patchFromBody, replaceFromBody } from "./write.js";

export interface ApiServer {
  handle(path: string, request: IncomingMessage, response: ServerResponse): void;
  /** Ends open watches and log streams; later requests are refused. */
  close(): void;
}

/** Serves `pods/NAME/log`; `onOpen` gets what ends a stream that follows. */
export type ServeLog = (call: Call, onOpen: (end: () => void) => void) => void;

/** The API server of one cluster. */
export function createApiServer(
  state: ClusterState,
  serverUrl: string,
  credentials: Credentials,
  serveLog: ServeLog,
): ApiServer {
  const streams = new Set<() => void>();
  const onOpen = (end: () => void) => streams.add(end);

  async function answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(path, "https://api");
    const user = authenticate(request, credentials);
    if (user === undefined) throw unauthorized();
    const text = await readBody(request);
    const fixed = fixedAnswer(url.pathname, request);
    if (fixed !== undefined) {
      if (request.method !== "GET") throw methodNotAllowed();
      if (typeof fixed === "string")
        response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(fixed);
      else {
        // Clients tell aggregated discovery from the old lists by this header alone.
        if (fixed["kind"] === "APIGroupDiscoveryList")
          response.setHeader("content-type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
        sendJson(response, 200, fixed);
      }
      return;
    }
    if (!/^\/apis?\//.test(url.pathname)) throw noSuchPath();
    serveResource(parseResourcePath(url.pathname), url.searchParams, { user, text, request, response });
  }

  function fixedAnswer(path: string, request: IncomingMessage): JsonObject | string | undefined {
    const { accept } = request.headers;
    const trimmed = path.length > 1 ? path.replace(/\/$/, "") : path;
    if (/^\/(healthz|livez|readyz)(\/|$)/.test(trimmed)) return "ok";
    if (trimmed === "/version") return versionBody(state.kubernetesVersion);
    if (trimmed === "/api") return wantsAggregatedDiscovery(accept) ? aggregated(true) : coreVersions(serverUrl);
    if (trimmed === "/apis") return wantsAggregatedDiscovery(accept) ? aggregated(false) : groupList();
    if (trimmed === "/openapi/v3") return openApiIndex();
    if (trimmed === "/openapi/v2") {
      if (accept !== undefined && !accept.includes("json") && !accept.includes("*/*"))
        throw notAcceptable(["application/json"]);
      return openApiV2(state.kubernetesVersion);
    }
    if (trimmed.startsWith("/openapi/v3/"))
      return openApiV3(trimmed.slice("/openapi/v3/".length), state.kubernetesVersion);
    const [, root, name = "", version, ...more] = trimmed.split("/");
    if (root === "api" && version === undefined) return resourceList(name);
    if (root === "apis" && version === undefined) return group(name);
    if (root === "apis" && more.length === 0) return resourceList(`${name}/${version ?? ""}`);
    return undefined;
  }

  function serveResource(
    path: ResourcePath,
    query: URLSearchParams,
    { user, text, request, response }: { user: User; text: string; request: IncomingMessage; response: ServerResponse },
  ): void {
    const review = findReview(path.group, path.version, path.plural);
    if (review !== undefined) {
      if (request.method !== "POST") throw methodNotAllowed();
      sendJson(response, 201, answerReview(review, parseBody(text, contentType(request)), user));
      return;
    }
    const resource = path.plural === undefined ? undefined : findResource(path.group, path.version, path.plural);
    if (resource === undefined) throw unmodelledResource(path.group, path.plural) ?? noSuchPath();
    const { namespace, name = "", subresource } = path;
    if (path.isInNamespace !== resource.namespaced && (name !== "" || path.isInNamespace)) throw noSuchPath();
    if (!user.isAdmin) throw forbiddenFor(user, resource, path, verbOf(request, path, query));
    const warnings: string[] = [];
    const call: Call = { state, resource, namespace, name, subresource, query, request, response, warnings };
    serveVerb(call, text);
  }

  function serveVerb(call: Call, text: string): void {
    const { resource, subresource, name, request } = call;
    const method = request.method ?? "GET";
    if (subresource !== "" && !resource.subresources.some((item) => item.name === subresource))
      throw notModelled(`${resource.plural}/${subresource}`);
    if (subresource === "log") {
      if (method !== "GET") throw methodNotAllowed();
      serveLog(call, onOpen);
    } else if (subresource === "scale") serveScale(call, text);
    else if (method === "GET" && call.query.get("watch") === "true") watchObjects(watched(call), onOpen);
    else if (method === "GET" && name !== "") readObject(call);
    else if (method === "GET") listObjects(call);
    else if (method === "POST" && name === "") createFromBody(call, text);
    else if (method === "PUT" && name !== "") replaceFromBody(call, text);
    else if (method === "PATCH" && name !== "") patchFromBody(call, text);
    else if (method === "DELETE" && subresource === "" && name !== "") deleteOne(call, text);
    else if (method === "DELETE" && subresource === "" && resource.verbs.includes("deletecollection"))
      deleteMany(call, text);
    else throw methodNotAllowed();
  }

  return {
    handle(path, request, response) {
      answer(path, request, response).catch((error: unknown) => {
        sendError(response, error);
      });
    },
    close() {
      streams.forEach((end) => {
        end();
      });
      streams.clear();
    },
  };
}

/** A watch of one object by name is a watch with a field selector. */
function watched(call: Call): Call {
  if (call.name === "") return call;
  const query = new URLSearchParams(call.query);
  query.set("fieldSelector", `metadata.name=${call.name}`);
  return { ...call, query };
}

function sendError(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof StatusError
      ? error
      : new StatusError(
          500,
          "InternalError",
          `Internal error occurred: ${error instanceof Error ? error.message : "unknown"}`,
        );
  if (response.headersSent) response.destroy();
  else sendJson(response, known.code, known.body());
}

function versionBody(version: string): JsonObject {
  const [major = "1", minor = "0"] = version.split(".");
  const platform = { goVersion: "go1.24", compiler: "gc", platform: "linux/amd64" };
  return { major, minor, gitVersion: `v${version}`, gitCommit: "", gitTreeState: "clean", buildDate: "", ...platform };
}

function verbOf(request: IncomingMessage, path: ResourcePath, query: URLSearchParams): string {
  const isOne = path.name !== undefined;
  const verbs: Readonly<Record<string, string>> = {
    GET: query.get("watch") === "true" ? "watch" : isOne ? "get" : "list",
    POST: "create",
    PUT: "update",
    PATCH: "patch",
    DELETE: isOne ? "delete" : "deletecollection",
  };
  return verbs[request.method ?? "GET"] ?? "get";
}

function forbiddenFor(user: User, resource: Resource, path: ResourcePath, verb: string): StatusError {
  const scope = path.namespace === "" ? "at the cluster scope" : `in the namespace "${path.namespace}"`;
  const subject = path.name === undefined ? qualified(resource) : `${qualified(resource)} "${path.name}"`;
  const what = path.subresource === "" ? resource.plural : `${resource.plural}/${path.subresource}`;
  return new StatusError(
    403,
    "Forbidden",
    `${subject} is forbidden: User "${user.username}" cannot ${verb} resource "${what}" in API group "${resource.group}" ${scope}`,
    { name: path.name ?? "", group: resource.group, kind: resource.plural },
  );
}
