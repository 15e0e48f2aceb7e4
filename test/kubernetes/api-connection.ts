import { request as httpsRequest, type Agent } from "node:https";
import type { IncomingMessage } from "node:http";
import type { ApiAnswer, OpenWatch } from "./tested-cluster.js";

/** Sends one request and reads the whole answer. `headers` are beside `content-type: application/json`. */
export async function exchange(
  url: string,
  method: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<ApiAnswer> {
  const response = await send(url, method, agent, headers, body);
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString("utf8");
  const isJson = response.headers["content-type"]?.startsWith("application/json") === true && text !== "";
  return {
    status: response.statusCode ?? 0,
    warnings: warningsOf(response),
    retryAfter: response.headers["retry-after"],
    body: isJson ? (JSON.parse(text) as unknown) : text,
  };
}

/** Opens a watch; it ends with the server's end or `close`. A refusal is its one event. */
export async function openWatch(
  url: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
): Promise<OpenWatch> {
  const response = await send(url, "GET", agent, headers);
  const events: unknown[] = [];
  const waiting = new Set<() => void>();
  let rest = "";
  let ended = false;
  response.setEncoding("utf8");
  response.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    events.push(...lines.filter((line) => line !== "").map((line) => JSON.parse(line) as unknown));
    for (const look of waiting) look();
  });
  response.on("close", () => {
    ended = true;
    for (const look of waiting) look();
  });
  response.on("error", () => undefined);
  return {
    events,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (!ended && events.length < count) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close() {
      response.destroy();
    },
  };
}

function send(
  url: string,
  method: string,
  agent: Agent,
  headers: Readonly<Record<string, string>>,
  body?: unknown,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method, agent, headers: { "content-type": "application/json", ...headers } });
    request.on("response", resolve);
    request.on("error", reject);
    const text = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
    // Node sends no length of its own with a DELETE.
    request.setHeader("content-length", Buffer.byteLength(text));
    request.end(text);
  });
}

/** `299 - "text"`, several in one header or in several. */
function warningsOf(response: IncomingMessage): readonly string[] {
  const headers = response.headersDistinct["warning"] ?? [];
  return headers.flatMap((header) =>
    [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => match[1] ?? ""),
  );
}
