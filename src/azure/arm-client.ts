import type {
  HttpClient,
  Pipeline,
  PipelinePolicy,
  PipelineRequest,
  PipelineResponse,
} from "@azure/core-rest-pipeline";
import type { Clock } from "../clock.js";
import { CliError } from "../errors.js";
import { isJsonObject, type JsonObject } from "../json.js";
import { knownClouds } from "./clouds.js";
import { azureError, azureErrorDetails, type ErrorReply } from "./error.js";
import { userAgent, type AzureHttp } from "./http-client.js";
import { pathOf } from "./redact.js";
import type { ResolvedSettings } from "./resolve-settings.js";
import type { TokenSource } from "./token-source.js";

/** One HTTP exchange with Azure Resource Manager, without anything secret. */
export interface RequestLogEntry {
  readonly method: string;
  /** Path and api-version. */
  readonly path: string;
  /** Undefined when no reply came. */
  readonly status: number | undefined;
  readonly elapsedMs: number;
  readonly requestId: string | undefined;
}

/** A successful reply; `body` is undefined where it was empty or no object. */
export interface ArmReply {
  readonly status: number;
  readonly body: JsonObject | undefined;
  readonly header: (name: string) => string | undefined;
}

/** Azure Resource Manager over one pipeline, which the SDK's client uses too. A status of 300 or more is a CliError. */
export interface ArmClient {
  readonly pipeline: Pipeline;
  readonly httpClient: HttpClient;
  readonly armEndpoint: string;
  readonly subscriptionId: string;
  /** `path` begins with `/`, or is a whole URL that Azure gave. */
  send(method: "GET" | "PUT" | "POST", path: string, signal: AbortSignal, body?: JsonObject): Promise<ArmReply>;
  /** What an error needs to know of a reply besides its body. */
  errorContext(reply: ArmReply, method: string, url: string): Omit<ErrorReply, "status" | "body">;
  readonly requestCount: () => number;
}

export interface ArmClientParts {
  readonly settings: ResolvedSettings;
  readonly tokens: TokenSource;
  readonly http: AzureHttp;
  readonly clock: Clock;
  readonly uuid: () => string;
  readonly onRequest: ((entry: RequestLogEntry) => void) | undefined;
}

export async function createArmClient(parts: ArmClientParts): Promise<ArmClient> {
  const rest = await import("@azure/core-rest-pipeline");
  const { settings, tokens, http } = parts;
  const { armEndpoint } = settings.cloud;
  let count = 0;
  const pipeline = rest.createEmptyPipeline();
  const httpClient = http.armClient;
  pipeline.addPolicy(rest.decompressResponsePolicy());
  pipeline.addPolicy(errorPolicy(parts));
  pipeline.addPolicy(authorizationPolicy(parts));
  pipeline.addPolicy(headerPolicy(parts.uuid));
  pipeline.addPolicy(
    logPolicy(parts, () => {
      count += 1;
    }),
  );
  const context = { principal: undefined, subscriptionId: settings.subscriptionId };
  return {
    pipeline,
    httpClient,
    armEndpoint,
    subscriptionId: settings.subscriptionId,
    requestCount: () => count,
    errorContext: (reply, method, url) => ({
      ...context,
      principal: tokens.principal?.id,
      header: reply.header,
      request: `${method} ${new URL(url, armEndpoint).pathname}`,
    }),
    async send(method, path, signal, body) {
      const headers = rest.createHttpHeaders({
        accept: "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      });
      const request = rest.createPipelineRequest({
        url: path.startsWith("/") ? `${armEndpoint}${path}` : path,
        method,
        headers,
        abortSignal: signal,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const response = await pipeline.sendRequest(httpClient, request);
      return {
        status: response.status,
        body: parseObject(response.bodyAsText),
        header: (name) => response.headers.get(name),
      };
    },
  };
}

/** An aborted request ends with the signal's own reason, a refused one as a CliError with all that Azure said. */
function errorPolicy({ settings, tokens }: ArmClientParts): PipelinePolicy {
  return {
    name: "aksSandboxErrors",
    async sendRequest(request, next) {
      let response: PipelineResponse;
      try {
        response = await next(request);
      } catch (error) {
        const signal = request.abortSignal;
        if (signal?.aborted === true && signal instanceof AbortSignal) throw signal.reason;
        throw error;
      }
      if (response.status < 300) return response;
      const details = azureErrorDetails({
        status: response.status,
        body: response.bodyAsText ?? "",
        header: (name) => response.headers.get(name),
        request: `${request.method} ${new URL(request.url).pathname}`,
        principal: tokens.principal?.id,
        subscriptionId: settings.subscriptionId,
      });
      throw azureError(details);
    },
  };
}

/** Adds the token; a 401 in the middle (a token that expired, a clock that is wrong) is answered with a new one, once. */
function authorizationPolicy({ settings, tokens }: ArmClientParts): PipelinePolicy {
  const { armScope, armEndpoint } = settings.cloud;
  return {
    name: "aksSandboxAuthorization",
    async sendRequest(request, next) {
      requireAzureHost(request.url, armEndpoint);
      const signal = request.abortSignal instanceof AbortSignal ? request.abortSignal : undefined;
      const token = await tokens.token(armScope, signal);
      request.headers.set("authorization", `Bearer ${token}`);
      const response = await next(request);
      if (response.status !== 401) return response;
      const fresh = await tokens.renew(armScope, token, signal);
      if (fresh === token) return response;
      request.headers.set("authorization", `Bearer ${fresh}`);
      return next(request);
    },
  };
}

/** Addresses that come in replies (operations, next pages) get our token too: only those of Azure's own hosts may. */
function requireAzureHost(url: string, armEndpoint: string): void {
  const { protocol, hostname, host } = new URL(url);
  const trusted = [armEndpoint, ...Object.values(knownClouds).map((cloud) => cloud.armEndpoint)].map(
    (endpoint) => new URL(endpoint).hostname,
  );
  if (protocol === "https:" && trusted.some((name) => hostname === name || hostname.endsWith(`.${name}`))) return;
  throw new CliError("UnexpectedHost", `Azure pointed to ${protocol}//${host}, which is not Azure Resource Manager`, {
    hint: "Check AKS_SANDBOX_ARM_ENDPOINT and --cloud",
  });
}

function headerPolicy(uuid: () => string): PipelinePolicy {
  const correlationId = uuid();
  return {
    name: "aksSandboxHeaders",
    sendRequest(request: PipelineRequest, next) {
      request.headers.set("user-agent", userAgent);
      request.headers.set("x-ms-correlation-request-id", correlationId);
      request.headers.set("x-ms-client-request-id", uuid());
      return next(request);
    },
  };
}

function logPolicy({ clock, onRequest }: ArmClientParts, onSend: () => void): PipelinePolicy {
  return {
    name: "aksSandboxLog",
    async sendRequest(request, next) {
      onSend();
      const startMs = clock.elapsedMs();
      const log = (response: PipelineResponse | undefined) =>
        onRequest?.({
          method: request.method,
          path: pathOf(request.url),
          status: response?.status,
          elapsedMs: (clock.elapsedMs() - startMs) / clock.scale,
          requestId: response?.headers.get("x-ms-request-id") ?? response?.headers.get("x-ms-operation-identifier"),
        });
      try {
        const response = await next(request);
        log(response);
        return response;
      } catch (error) {
        log(undefined);
        throw error;
      }
    },
  };
}

function parseObject(text: string | null | undefined): JsonObject | undefined {
  if (text === null || text === undefined || text === "") return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
