import { compareBody, type BodyComparison } from "./compare-body.js";
import { compareExchange, statusClass } from "./compare-exchange.js";
import type { Played } from "./play.js";
import { at } from "./recording.js";

/** One exchange, or a run of polls that were expected to say the same. */
export interface Entry {
  readonly kind: string;
  /** Of the exchange that is shown: the worst of a run. */
  readonly shown: Played;
  /** How many exchanges are counted as this one. */
  readonly times: number;
  readonly isNotModelled: boolean;
  /** Outside of the reply: empty when it is as recorded. */
  readonly differences: readonly string[];
  readonly body: BodyComparison;
}

export interface Score {
  readonly exchanges: { readonly equal: number; readonly total: number };
  readonly paths: { readonly equal: number; readonly total: number };
  readonly notModelled: number;
}

export interface Total extends Score {
  /** Mean over kinds of operation of each kind's share, 0 to 1. */
  readonly meanExchanges: number;
  readonly meanPaths: number;
}

/** A run is what a waiting client asks until something changes: the same GET, the same expected state, no write between. */
export function entries(played: readonly Played[]): readonly Entry[] {
  const result: Entry[] = [];
  let runs = new Map<string, number>();
  for (const one of played) {
    const { method, reply } = one.exchange;
    if (method !== "GET") runs = new Map();
    const entry = compareOne(one);
    const key = runKey(one);
    const place = key === undefined ? undefined : runs.get(key);
    const before = place === undefined ? undefined : result[place];
    if (place === undefined || before === undefined) {
      if (key !== undefined) runs.set(key, result.length);
      result.push(entry);
    } else {
      const worst = badness(entry) > badness(before) ? entry : before;
      result[place] = { ...worst, times: before.times + 1 };
    }
    // A refused poll is an exchange of its own, and a new run begins after it.
    if (reply.status >= 400) runs = new Map();
  }
  return result;
}

/** Of the AKS provider, what is no list of what a region offers. */
const resourceOrOperation = /\/providers\/microsoft\.containerservice\/(?!locations\/[^/]+\/(?!operation))/i;

function compareOne(one: Played): Entry {
  const { exchange, reply } = one;
  const isCatalogue = !resourceOrOperation.test(exchange.url.pathname);
  return {
    kind: one.class.kind,
    shown: one,
    times: 1,
    isNotModelled: reply.status === 501 && at(reply.body, "error", "code") === "NotModelled",
    differences: compareExchange(exchange.reply, reply),
    body: compareBody(exchange.reply.body, reply.body, { isCatalogue }),
  };
}

/** undefined: an exchange that always counts by itself. */
function runKey({ exchange: { method, url, reply }, class: { isPoll } }: Played): string | undefined {
  if (method !== "GET") return undefined;
  const state = at(reply.body, "properties", "provisioningState");
  const isWaiting = typeof state === "string" && !/^(succeeded|failed|canceled)$/i.test(state);
  if (!isPoll && !isWaiting) return undefined;
  const expected = statusClass(reply.body) ?? (typeof state === "string" ? state : "");
  return `${url.pathname.toLowerCase()} ${reply.status} ${expected}`;
}

function badness({ differences, body }: Entry): number {
  const total = pathTotal(body);
  return (differences.length > 0 ? 1 : 0) + (total === 0 ? 0 : 1 - body.equal / total);
}

function pathTotal({ equal, missing, surplus, wrong }: BodyComparison): number {
  return equal + missing + surplus + wrong;
}

export function score(list: readonly Entry[]): Score {
  const sum = (value: (entry: Entry) => number) => list.reduce((total, entry) => total + value(entry), 0);
  return {
    exchanges: { equal: sum(({ differences }) => (differences.length === 0 ? 1 : 0)), total: list.length },
    paths: { equal: sum(({ body }) => body.equal), total: sum(({ body }) => pathTotal(body)) },
    notModelled: sum(({ isNotModelled }) => (isNotModelled ? 1 : 0)),
  };
}

export function byKind(list: readonly Entry[]): ReadonlyMap<string, Score> {
  const groups = new Map<string, Entry[]>();
  for (const entry of list) groups.set(entry.kind, [...(groups.get(entry.kind) ?? []), entry]);
  return new Map([...groups].sort(([a], [b]) => a.localeCompare(b)).map(([kind, own]) => [kind, score(own)]));
}

export function total(list: readonly Entry[]): Total {
  const kinds = [...byKind(list).values()];
  const mean = (part: "exchanges" | "paths") => {
    const shares = kinds
      .map((kind) => kind[part])
      .filter((one) => one.total > 0)
      .map((one) => one.equal / one.total);
    return shares.length === 0 ? 1 : shares.reduce((sum, share) => sum + share, 0) / shares.length;
  };
  return { ...score(list), meanExchanges: mean("exchanges"), meanPaths: mean("paths") };
}

export function share({ equal, total: all }: { readonly equal: number; readonly total: number }): number {
  return all === 0 ? 1 : equal / all;
}

/** Smallest shares allowed, 0 to 1: of the whole, and of the mean over kinds. */
export interface Thresholds {
  readonly exchanges: number;
  readonly paths: number;
}

export function least(total: Total, part: keyof Thresholds): number {
  return Math.min(share(total[part]), part === "paths" ? total.meanPaths : total.meanExchanges);
}
