import type { HttpRequest, Reply } from "../http/exchange.js";
import type { World } from "../world.js";
import { pageDocument } from "./page-document.js";
import { pageState } from "./page-state.js";

export interface PageParts {
  readonly world: World;
  /** How many times faster than the wall time runs; undefined: only a test moves it. */
  readonly speed: number | undefined;
  /** Changes whenever something may look different. */
  readonly revision: () => string;
  readonly requestCount: () => number;
}

export function isPagePath(path: string): boolean {
  return path === "/" || path === "/favicon.ico" || path.startsWith("/page/");
}

/**
 * The page for people, `/`, and what it shows, `/page/state`: a JSON document that is no part of any Azure API and may
 * change with any version. `since`: the revision that the asker has; when it is still that one, only the time is sent.
 */
export function handlePage(parts: PageParts, { method, path, query }: HttpRequest): Reply {
  if (method !== "GET" && method !== "HEAD") return { status: 405, headers: { ...pageHeaders, allow: "GET, HEAD" } };
  if (path === "/") return { status: 200, ...pageDocument() };
  if (path !== "/page/state") return { status: 404, headers: pageHeaders };
  const { world, speed } = parts;
  const revision = parts.revision();
  const now = {
    revision,
    nowMs: world.clock.now(),
    speed: speed ?? 0,
    requests: parts.requestCount(),
  };
  const isKnown = query.get("since") === revision;
  const asked = {
    search: query.get("search") ?? "",
    offset: wholeNumber(query.get("offset"), 0, 1_000_000),
    limit: wholeNumber(query.get("limit"), 25, 100),
  };
  return { status: 200, headers: pageHeaders, body: isKnown ? now : { ...now, ...pageState(world, asked) } };
}

const pageHeaders = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

function wholeNumber(text: string | undefined, fallback: number, most: number): number {
  const value = Number(text ?? fallback);
  return Number.isInteger(value) && value >= 0 ? Math.min(value, most) : fallback;
}
