import type { IncomingMessage, ServerResponse } from "node:http";
import type { ServiceAccountTokens } from "../authentication/service-account-tokens.js";
import type { ClusterState } from "../cluster-state.js";
import type { JsonObject } from "../objects/json.js";
import { wantsAggregatedDiscovery } from "./accept.js";
import { sendJson } from "./call.js";
import { aggregated, coreVersions, group, groupList, resourceList } from "./discovery.js";
import { openApiIndex, openApiV2, openApiV3 } from "./openapi.js";
import { methodNotAllowed, notAcceptable } from "./status-error.js";

/** What the answers depend on besides the path. */
export interface FixedParts {
  readonly state: ClusterState;
  readonly serverUrl: string;
  readonly tokens: ServiceAccountTokens;
}

/** Answers health, version, discovery, OpenAPI and the keys of service accounts; false for every other path. */
export function serveFixed(
  parts: FixedParts,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const answer = fixedAnswer(parts, path, request.headers.accept);
  if (answer === undefined) return false;
  if (request.method !== "GET") throw methodNotAllowed();
  if (typeof answer === "string") response.writeHead(200, { "content-type": "text/plain; charset=utf-8" }).end(answer);
  else {
    // Clients tell aggregated discovery from the old lists by this header alone.
    if (answer["kind"] === "APIGroupDiscoveryList")
      response.setHeader("content-type", "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList");
    if (path === "/openid/v1/jwks") response.setHeader("content-type", "application/jwk-set+json");
    sendJson(response, 200, answer);
  }
  return true;
}

function fixedAnswer(
  { state, serverUrl, tokens }: FixedParts,
  path: string,
  accept: string | undefined,
): JsonObject | string | undefined {
  const { kubernetesVersion } = state;
  const trimmed = path.length > 1 ? path.replace(/\/$/, "") : path;
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(trimmed)) return "ok";
  if (trimmed === "/version") return versionBody(kubernetesVersion);
  if (trimmed === "/api")
    return wantsAggregatedDiscovery(accept) ? aggregated(true) : coreVersions(new URL(serverUrl).host);
  if (trimmed === "/apis") return wantsAggregatedDiscovery(accept) ? aggregated(false) : groupList();
  if (trimmed === "/openapi/v3") return openApiIndex();
  if (trimmed === "/openapi/v2") {
    if (accept !== undefined && !accept.includes("json") && !accept.includes("*/*"))
      throw notAcceptable(["application/json"]);
    return openApiV2(kubernetesVersion);
  }
  if (trimmed.startsWith("/openapi/v3/")) return openApiV3(trimmed.slice("/openapi/v3/".length), kubernetesVersion);
  if (trimmed === "/openid/v1/jwks") return tokens.keySet();
  if (trimmed === "/.well-known/openid-configuration") return openIdConfiguration(tokens.audience, serverUrl);
  const [, root, name = "", version, ...more] = trimmed.split("/");
  if (root === "api" && version === undefined) return resourceList(name);
  if (root === "apis" && version === undefined) return group(name);
  if (root === "apis" && more.length === 0) return resourceList(`${name}/${version ?? ""}`);
  return undefined;
}

/** The answer to a path that neither a resource nor anything else has. */
export function sendNotFound(response: ServerResponse): void {
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("404 page not found\n");
}

const openIdConfiguration = (issuer: string, serverUrl: string): JsonObject => ({
  issuer,
  jwks_uri: `${serverUrl}/openid/v1/jwks`,
  response_types_supported: ["id_token"],
  subject_types_supported: ["public"],
  id_token_signing_alg_values_supported: ["ES256"],
});

function versionBody(version: string): JsonObject {
  const [major = "1", minor = "0"] = version.split(".");
  const platform = { goVersion: "go1.24", compiler: "gc", platform: "linux/amd64" };
  const build = { gitVersion: `v${version}`, gitCommit: "", gitTreeState: "clean", buildDate: "", ...platform };
  // What a server emulates it tells from 1.33 on; it is compatible with the minor version before.
  const emulation = {
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
  };
  return { major, minor, ...(Number(minor) >= 33 ? emulation : {}), ...build };
}
