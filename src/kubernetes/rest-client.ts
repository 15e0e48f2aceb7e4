import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { readFile } from "node:fs/promises";
import { rootCertificates } from "node:tls";
import type { Context } from "../context.js";
import { createAgents } from "../http/agent.js";
import { networkError, requestTimedOut } from "../http/network-error.js";
import { parseProxyUrl } from "../http/proxy.js";
import { CliError } from "../errors.js";
import { version } from "../version.js";
import type { ServerAccess } from "./kubeconfig-target.js";
import { ApiStatusError, apiStatusError, type RequestPurpose } from "./kubernetes-error.js";

export interface RestRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** `/api/v1/nodes` */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: object;
  /** Default `application/json`. */
  readonly contentType?: string;
  readonly purpose: RequestPurpose;
}

export interface RestClient {
  readonly server: string;
  /** The answer's JSON. A request that may be sent twice is, after faults that pass; others fail as CliErrors. */
  json(request: RestRequest, signal: AbortSignal): Promise<unknown>;
  text(request: RestRequest, signal: AbortSignal): Promise<string>;
  /** The lines of an answer that stays open, until the server ends it. Faults are thrown at once. */
  lines(request: RestRequest, signal: AbortSignal): AsyncGenerator<string>;
}

/** Wall time without a byte after which a request counts as lost. */
const idleLimitMs = 30_000;
/** Watches are quiet for long: the API server sends a bookmark about once a minute. */
const watchIdleLimitMs = 120_000;
const attempts = 4;
const passing = new Set([429, 500, 502, 503, 504]);

export async function createRestClient(
  access: ServerAccess,
  { env, clock }: Pick<Context, "env" | "clock">,
): Promise<RestClient> {
  const extra = env["NODE_EXTRA_CA_CERTS"];
  const extraPem =
    extra === undefined || extra === "" ? undefined : await readFile(extra, "utf8").catch(() => undefined);
  // Naming an authority makes Node forget its extra ones, which a company's TLS inspection needs.
  const trusted =
    access.caPem === undefined
      ? extraPem === undefined
        ? undefined
        : [...rootCertificates, extraPem]
      : [access.caPem, ...(extraPem === undefined ? [] : [extraPem])];
  const proxy =
    access.proxyUrl === undefined ? undefined : parseProxyUrl(access.proxyUrl, "the kubeconfig's proxy-url");
  const caPem = trusted?.join("\n");
  const agents = createAgents({ env, caPem, proxy, tls: access.tls });

  async function open(request: RestRequest, idleMs: number, signal: AbortSignal): Promise<IncomingMessage> {
    signal.throwIfAborted();
    const url = new URL(access.server + request.path);
    for (const [key, value] of Object.entries(request.query ?? {}))
      if (value !== undefined) url.searchParams.set(key, value);
    const authorization = await access.authorization();
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body));
    const options = {
      method: request.method,
      agent: await agents.forUrl(url),
      // One of its own: Node warns on stderr of more than ten requests that listen to the same one.
      signal: AbortSignal.any([signal]),
      ...access.tls,
      ...(caPem === undefined ? {} : { ca: caPem }),
      headers: {
        accept: "application/json, */*",
        "user-agent": `aks-sandbox/${version}`,
        ...(authorization === undefined ? {} : { authorization }),
        ...(body === undefined
          ? {}
          : { "content-type": request.contentType ?? "application/json", "content-length": body.length }),
      },
    };
    return await new Promise((resolve, reject) => {
      const sent = (url.protocol === "http:" ? httpRequest : httpsRequest)(url, options, resolve);
      sent.setTimeout(idleMs, () => {
        sent.destroy(Object.assign(new Error(`nothing came for ${idleMs / 1000} s`), { code: requestTimedOut }));
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  async function once(request: RestRequest, signal: AbortSignal): Promise<string> {
    try {
      const answer = await open(request, idleLimitMs, signal);
      const text = await readAll(answer);
      const status = answer.statusCode ?? 0;
      if (status >= 200 && status < 300) return text;
      throw apiStatusError(status, text, request.purpose, access.server);
    } catch (error) {
      throw translated(error, signal);
    }
  }

  function translated(error: unknown, signal: AbortSignal): unknown {
    if (error instanceof CliError) return error;
    if (signal.aborted) return signal.reason;
    return networkError(error, new URL(access.server)) ?? error;
  }

  async function text(request: RestRequest, signal: AbortSignal): Promise<string> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(request, signal);
      } catch (error) {
        const passes =
          error instanceof ApiStatusError
            ? passing.has(error.status)
            : error instanceof CliError && error.code === "ConnectionLost";
        // A POST that got no answer may have been carried out.
        if (!passes || attempt === attempts || request.method === "POST" || signal.aborted) throw error;
        await clock.sleep(500 * 2 ** (attempt - 1), signal);
      }
    }
  }

  async function* lines(request: RestRequest, signal: AbortSignal): AsyncGenerator<string> {
    let answer: IncomingMessage | undefined;
    try {
      answer = await open(request, watchIdleLimitMs, signal);
      if (answer.statusCode !== 200)
        throw apiStatusError(answer.statusCode ?? 0, await readAll(answer), request.purpose, access.server);
      answer.setEncoding("utf8");
      let rest = "";
      for await (const chunk of answer) {
        const parts = (rest + String(chunk)).split("\n");
        rest = parts.pop() ?? "";
        for (const line of parts) if (line !== "") yield line;
      }
    } catch (error) {
      throw translated(error, signal);
    } finally {
      answer?.destroy();
    }
  }

  return {
    server: access.server,
    text,
    json: async (request, signal) => {
      const answer = await text(request, signal);
      try {
        return JSON.parse(answer) as unknown;
      } catch {
        throw new CliError(
          "KubernetesAnswerUnreadable",
          `${access.server} answered ${request.path} with something that is no JSON`,
          {
            hint: "check that no proxy or sign-in page answers in its place",
          },
        );
      }
    },
    lines,
  };
}

async function readAll(answer: IncomingMessage): Promise<string> {
  answer.setEncoding("utf8");
  let text = "";
  for await (const chunk of answer) text += String(chunk);
  return text;
}
