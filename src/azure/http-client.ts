import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import type { Agents } from "../http/agent.js";
import { networkError, requestTimedOut } from "../http/network-error.js";
import { version } from "../version.js";

/** A GET by hand, for the few servers that are not Azure. */
export type SimpleSend = (
  url: URL,
  headers: Readonly<Record<string, string>>,
) => Promise<{ readonly status: number; readonly body: string }>;

/** The HTTP clients of this connection, all over the same agents. */
export interface AzureHttp {
  /** For Azure Resource Manager: a request without an answer is thrown as a CliError. */
  readonly armClient: HttpClient;
  /** Options for a credential of @azure/identity, and what its last failure was. `host` is Entra ID's. */
  identityClient(host: string): {
    readonly options: {
      readonly httpClient: HttpClient;
      readonly userAgentOptions: { readonly userAgentPrefix: string };
      readonly retryOptions: { readonly maxRetries: number; readonly retryDelayInMs: number };
    };
    readonly lastFault: () => Error | undefined;
    /** What Entra ID said in its last refusal; the credentials keep it to themselves in some cases (an unknown tenant). */
    readonly lastRefusal: () => string | undefined;
    readonly send: SimpleSend;
  };
}

/** Begins the User-Agent header of every request. */
export const userAgent = `aks-sandbox/${version}`;

/** Azure Resource Manager gives up on a provider after a minute or so; twice that means that nobody will answer. */
const requestTimeoutMs = 120_000;

export function createAzureHttp(agents: Agents, inner: HttpClient): AzureHttp {
  async function send(request: PipelineRequest): Promise<PipelineResponse> {
    // Set here, last in line, so that no policy of an SDK decides about proxies.
    request.agent = await agents.forUrl(new URL(request.url));
    const limit = AbortSignal.timeout(request.timeout > 0 ? request.timeout : requestTimeoutMs);
    const asked = request.abortSignal;
    const both = new AbortController();
    const stop = () => {
      both.abort();
    };
    if (asked?.aborted === true) stop();
    asked?.addEventListener("abort", stop);
    limit.addEventListener("abort", stop);
    request.abortSignal = both.signal;
    try {
      return await inner.sendRequest(request);
    } catch (error) {
      if (asked?.aborted !== true && limit.aborted) {
        throw Object.assign(new Error("no answer", { cause: error }), { code: requestTimedOut });
      }
      throw error;
    } finally {
      asked?.removeEventListener("abort", stop);
      limit.removeEventListener("abort", stop);
      if (asked === undefined) delete request.abortSignal;
      else request.abortSignal = asked;
    }
  }
  return {
    armClient: {
      async sendRequest(request) {
        try {
          return await send(request);
        } catch (error) {
          throw networkError(error, new URL(request.url)) ?? error;
        }
      },
    },
    identityClient(host) {
      let fault: Error | undefined;
      let refusal: string | undefined;
      const httpClient: HttpClient = {
        async sendRequest(request) {
          const mine = new URL(request.url).host === host;
          try {
            const response = await send(request);
            if (mine) {
              fault = undefined;
              refusal = response.status < 400 ? undefined : (response.bodyAsText ?? undefined);
            }
            return response;
          } catch (error) {
            if (mine && error instanceof Error) fault = error;
            throw error;
          }
        },
      };
      return {
        options: {
          httpClient,
          userAgentOptions: { userAgentPrefix: userAgent },
          retryOptions: { maxRetries: 2, retryDelayInMs: 250 },
        },
        lastFault: () => fault,
        lastRefusal: () => refusal,
        send: async (url, headers) => {
          const { createHttpHeaders, createPipelineRequest } = await import("@azure/core-rest-pipeline");
          const all = createHttpHeaders({ "user-agent": userAgent, ...headers });
          try {
            const reply = await send(createPipelineRequest({ url: url.href, method: "GET", headers: all }));
            return { status: reply.status, body: reply.bodyAsText ?? "" };
          } catch (error) {
            throw networkError(error, url) ?? error;
          }
        },
      };
    },
  };
}
