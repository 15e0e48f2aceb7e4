import { createRandom } from "../../../src/simulator/random.js";

/** Seeded choices for one case; the same seed and number make the same request. */
export interface Fuzzer {
  /** true with this probability. */
  chance(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  /** Something odd that a path, a query or a header can carry. */
  value(): string;
  /** Text of a body: `good` with changes inside, or no JSON at all. */
  body(good: unknown): string;
}

const odd = [
  "",
  ".",
  "..",
  "%",
  "%zz",
  "%00",
  "%2F",
  "%2e%2e",
  "%F0%9F%92%A5",
  "%C3",
  "%20",
  "a b".replace(" ", "%20"),
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "*",
  "'",
  '%22%3Cscript%3E"'.replace('"', ""),
  "null",
  "undefined",
  "-1",
  "0",
  "x".repeat(64),
  "y".repeat(5_000),
  "$batch",
  ":",
  "@",
  "a=b",
  "~1",
  ";",
] as const;

const oddJson: readonly [unknown, ...unknown[]] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  "",
  " ",
  "x".repeat(10_000),
  "\u0000",
  "\ud800",
  "💥",
  "${jndi}",
  "2026-13-45T99:99:99Z",
  "10Gi",
  "-5",
  "1e99",
  [],
  [null],
  [[]],
  [{}],
  ["a", "a"],
  {},
  { "": "" },
  { a: null },
  JSON.parse('{"__proto__": {"polluted": true}}') as unknown,
  { constructor: { prototype: {} } },
  { toString: 1, valueOf: 2, length: -1 },
];

/** YAML that nests by indentation. */
const deepBlock = Array.from({ length: 1_500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n");

const notJson = ["{", "[", '{"a":', "nul", "NaN", '{"a":1}}', "\u0000", "<xml/>", "a: [b", "--- \n", "%", "'"] as const;

export function createFuzzer(seed: string): Fuzzer {
  const random = createRandom(seed);
  const below = (end: number) => Math.floor(random.next() * end);
  const chance = (probability: number) => random.next() < probability;
  const pick = <Item>(items: readonly [Item, ...Item[]]): Item => items[below(items.length)] ?? items[0];

  /** A copy in which some values are odd ones, some keys are gone or doubled under another name. */
  const mutate = (value: unknown, rate: number): unknown => {
    if (chance(rate)) return pick(oddJson);
    if (Array.isArray(value)) {
      const items = value.flatMap((item: unknown) => (chance(rate) ? [] : [mutate(item, rate)]));
      return chance(rate) ? [...items, ...items] : items;
    }
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).flatMap(([key, inner]): [string, unknown][] => {
      if (chance(rate)) return [];
      return [[chance(rate) ? pick(["__proto__", `${key}x`, key.toUpperCase(), ""]) : key, mutate(inner, rate)]];
    });
    return Object.fromEntries(chance(rate) ? [...entries, ["unheardOf", pick(oddJson)]] : entries);
  };

  return {
    chance,
    pick,
    below,
    value: () => pick(odd),
    body(good) {
      const kind = below(25);
      if (kind === 0) return pick(notJson);
      if (kind === 1) return JSON.stringify(pick(oddJson));
      if (kind === 2) {
        return pick([
          "[".repeat(100_000),
          "- ".repeat(50_000),
          deepBlock,
          '{"a":'.repeat(2_000) + "1" + "}".repeat(2_000),
        ]);
      }
      const text = JSON.stringify(mutate(good, pick([0, 0, 0.01, 0.03, 0.1]))) as string | undefined;
      return kind === 4 ? (text ?? "").slice(0, below((text ?? "").length + 1)) : (text ?? "");
    },
  };
}
