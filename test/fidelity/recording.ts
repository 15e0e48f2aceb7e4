import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One recorded request and its reply. */
export interface Exchange {
  /** Seconds since the recording began, in the order of sending. */
  readonly t: number;
  readonly method: string;
  readonly url: URL;
  /** Names in lower case. */
  readonly requestHeaders: Readonly<Record<string, string>>;
  /** undefined: none was sent. */
  readonly requestBody: Json | undefined;
  readonly reply: Reply;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case; undefined: the recording holds none for this exchange. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  /** Parsed JSON; undefined: empty. */
  readonly body: Json | undefined;
}

export interface Recording {
  /** Path below the folder, without `.json`: for reports only. */
  readonly name: string;
  /** When it began, ms since 1970, from the first `date` header; undefined when there is none. */
  readonly startMs: number | undefined;
  readonly exchanges: readonly Exchange[];
}

/** Every `*.json` below `folder`, by name. Throws for a file that is no recording, naming it. */
export function readRecordings(folder: string): readonly Recording[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".json"))
    .sort()
    .map((path) => parseRecording(path.replace(/\.json$/, ""), readFileSync(join(folder, path), "utf8")));
}

export function parseRecording(name: string, text: string): Recording {
  const parsed = JSON.parse(text) as unknown;
  const interactions = isRecord(parsed) ? parsed["interactions"] : undefined;
  if (!Array.isArray(interactions)) throw new Error(`${name} is no recording: it has no list "interactions"`);
  let lastT = 0;
  const exchanges = interactions.map((item: unknown): Exchange => {
    const { t, request, response } = isRecord(item) ? item : {};
    if (!isRecord(request) || !isRecord(response)) throw new Error(`${name}: an interaction lacks request or response`);
    // A recorder takes the time from the replies' clocks: whole seconds, and they do not agree. One follows the other.
    lastT = Math.max(lastT + 0.01, typeof t === "number" ? t : 0);
    return {
      t: lastT,
      method: String(request["method"]).toUpperCase(),
      url: new URL(String(request["url"])),
      requestHeaders: headers(request["headers"]) ?? {},
      requestBody: body(request["body"]),
      reply: {
        status: Number(response["status"]),
        headers: headers(response["headers"]),
        body: body(response["body"]),
      },
    };
  });
  const dated = exchanges.find(({ reply }) => !Number.isNaN(Date.parse(reply.headers?.["date"] ?? "")));
  const startMs =
    dated === undefined ? undefined : Date.parse(dated.reply.headers?.["date"] ?? "") - Math.round(dated.t * 1000);
  return { name, startMs, exchanges };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at a path of keys; undefined when there is none. */
export function at(value: Json | undefined, ...keys: readonly string[]): Json | undefined {
  let found: unknown = value;
  for (const key of keys) found = isRecord(found) ? found[key] : undefined;
  return found as Json | undefined;
}

/** A link in a reply; some providers leave the host out. */
export function linkUrl(link: string): URL {
  return new URL(link, "https://management.azure.com");
}

function headers(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isRecord(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key.toLowerCase(), String(text)]));
}

/** Recorders write an empty body as "", null or not at all. */
function body(value: unknown): Json | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") return value as Json;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}
