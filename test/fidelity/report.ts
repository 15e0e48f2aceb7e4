import type { Result, RecordingResult } from "./fidelity.js";
import { byKind, least, score, share, type Entry, type Score, type Thresholds, type Total } from "./score.js";

/** A line a recording, the kinds of operation if asked for, other providers, and the total. */
export function reportText(
  { recordings, total }: Result,
  thresholds: Thresholds,
  { kinds }: { readonly kinds: boolean },
): readonly string[] {
  const lines = recordings.map((recording) => {
    const refused = recording.notPrepared.map((what) => `, not prepared: ${what}`).join("");
    return `${line(recording.name, score(recording.entries))}${refused}`;
  });
  const all = recordings.flatMap((recording) => recording.entries);
  if (kinds) lines.push("", ...[...byKind(all)].map(([kind, one]) => line(kind, one)));
  const others = otherProviders(recordings);
  if (others.length > 0)
    lines.push("", "not counted, other providers:", ...others.map(([name, count]) => `  ${name} ${count}`));
  lines.push(
    "",
    line("total", total),
    meanLine(total),
    verdict("exchanges", total, thresholds),
    verdict("paths", total, thresholds),
  );
  return lines;
}

/** Each difference of the recordings, with the place of its exchange. */
export function reportShow({ recordings }: Result): readonly string[] {
  return recordings.flatMap(({ name, entries }) => [name, ...entries.flatMap(explain), ""]);
}

export function reportJson({ recordings, total }: Result, thresholds: Thresholds): unknown {
  const all = recordings.flatMap((recording) => recording.entries);
  return {
    thresholds,
    total,
    kinds: Object.fromEntries(byKind(all)),
    recordings: recordings.map(({ name, entries, others, notPrepared }) => ({
      name,
      ...score(entries),
      notPrepared,
      others: Object.fromEntries(others),
      differences: entries
        .filter((entry) => entry.differences.length + entry.body.differences.length > 0)
        .map((entry) => ({ ...place(entry), differences: [...entry.differences, ...entry.body.differences] })),
    })),
  };
}

function explain(entry: Entry): readonly string[] {
  const differences = [...entry.differences, ...entry.body.differences.map((one) => `path ${one}`)];
  if (differences.length === 0) return [];
  const { number, seconds, request, kind, times } = place(entry);
  const head = `  #${number} at ${seconds} s: ${request} (${kind}${times > 1 ? `, ${times} polls` : ""})`;
  return [head, ...differences.map((text) => `      ${text}`)];
}

function place({ kind, times, shown }: Entry) {
  const { url, method, t } = shown.exchange;
  const path = url.pathname.replace(/^\/subscriptions\/[^/]+/, "");
  return { number: shown.index, seconds: Math.round(t), request: `${method} ${path}`, kind, times };
}

function otherProviders(recordings: readonly RecordingResult[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { others } of recordings) {
    for (const [name, count] of others) counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return [...counts].sort(([a], [b]) => a.localeCompare(b));
}

function line(name: string, { exchanges, paths, notModelled }: Score): string {
  const part = (one: Score["exchanges"]) => `${one.equal}/${one.total} ${percent(share(one))}`;
  const not = notModelled === 0 ? "" : `, not modelled ${notModelled}`;
  return `${name}: exchanges ${part(exchanges)}, paths ${part(paths)}${not}`;
}

function meanLine({ meanExchanges, meanPaths }: Total): string {
  return `mean over kinds of operation: exchanges ${percent(meanExchanges)}, paths ${percent(meanPaths)}`;
}

function verdict(part: "exchanges" | "paths", total: Total, thresholds: Thresholds): string {
  const wanted = thresholds[part];
  return `${part}: at least ${percent(wanted)} wanted, ${least(total, part) >= wanted ? "met" : "MISSED"}`;
}

function percent(value: number): string {
  // Never rounded up to a threshold.
  return `${(Math.floor(value * 10_000) / 100).toFixed(2)} %`;
}
