import type { IncomingMessage, ServerResponse } from "node:http";
import { loadCel } from "../admission/policies/cel.js";
import { authenticate, type Credentials } from "../authentication/authenticate.js";
import { impersonated } from "../authentication/impersonate.js";
import type { User } from "../authentication/user.js";
import { attributesOf } from "../authorization/attributes.js";
import { authorize, forbiddenTo } from "../authorization/rbac.js";
import type { ClusterState } from "../cluster-state.js";
import { findResource } from "../store/resources.js";
import { contentType, parseBody, readBody } from "./body.js";
import { sendJson, type Call } from "./call.js";
import { serveEviction } from "./eviction.js";
import { sendNotFound, serveFixed } from "./fixed-answers.js";
import { isTrue } from "./list-options.js";
import { listObjects, readObject } from "./read.js";
import { patchFromBody } from "./patch.js";
import { parseResourcePath, type ResourcePath } from "./request-info.js";
import { answerReview, findReview } from "./reviews.js";
import { serveScale } from "./scale.js";
import { methodNotAllowed, noSuchPath, notModelled, StatusError, unauthorized } from "./status-error.js";
import { requestToken } from "./token-request.js";
import { unmodelledResource } from "./unmodelled.js";
import { watchObjects } from "./watch.js";
import { createFromBody, deleteMany, deleteOne, replaceFromBody } from "./write.js";

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
    const sender = authenticate(request, credentials);
    if (sender === undefined) throw unauthorized();
    const text = await readBody(request);
    if (url.pathname.startsWith("/apis/admissionregistration.k8s.io/")) await loadCel();
    const user = impersonated(state, sender, request);
    const attributes = attributesOf(user, request, url);
    const { isAllowed, reason } = authorize(state, attributes);
    if (!isAllowed) throw forbiddenTo(attributes, reason);
    const fixed = { state, serverUrl, tokens: credentials.serviceAccounts };
    if (serveFixed(fixed, url.pathname, request, response)) return;
    if (!/^\/(api|apis\/[^/]+)\/./.test(url.pathname)) {
      sendNotFound(response);
      return;
    }
    serveResource(parseResourcePath(url.pathname), url.searchParams, { user, text, request, response });
  }

  function serveResource(
    path: ResourcePath,
    query: URLSearchParams,
    { user, text, request, response }: { user: User; text: string; request: IncomingMessage; response: ServerResponse },
  ): void {
    const review = findReview(path.group, path.version, path.plural);
    if (review !== undefined) {
      if (request.method !== "POST") throw methodNotAllowed();
      const context = { state, credentials, user, namespace: path.namespace };
      sendJson(response, 201, answerReview(review, parseBody(text, contentType(request), review.kind), context));
      return;
    }
    const resource = path.plural === undefined ? undefined : findResource(path.group, path.version, path.plural);
    if (resource === undefined) throw unmodelledResource(path.group, path.plural) ?? noSuchPath();
    const { namespace, name = "", subresource } = path;
    if (path.isInNamespace !== resource.namespaced && (name !== "" || path.isInNamespace)) throw noSuchPath();
    const warnings: string[] = [];
    const call: Call = { state, user, resource, namespace, name, subresource, query, request, response, warnings };
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
    else if (subresource === "eviction") serveEviction(call, text);
    else if (subresource === "token") {
      if (method !== "POST") throw methodNotAllowed();
      requestToken(call, text, credentials.serviceAccounts);
    } else if (method === "GET" && name !== "") readObject(call);
    else if (method === "GET" && isTrue(call.query.get("watch"))) watchObjects(call, onOpen);
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

function sendError(response: ServerResponse, error: unknown): void {
  const known =
    error instanceof StatusError
      ? error
      : new StatusError(
          500,
          "InternalError",
          `Internal error occurred: ${error instanceof Error ? error.message : "unknown"}`,
        );
  const { retryAfterSeconds = 0 } = known.details ?? {};
  if (!response.headersSent && retryAfterSeconds > 0) response.setHeader("retry-after", String(retryAfterSeconds));
  if (response.headersSent) response.destroy();
  else sendJson(response, known.code, known.body());
}
