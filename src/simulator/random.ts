/** A seeded source of random numbers; the same seed gives the same sequence. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Lower-case hexadecimal GUID of version-4 form. */
  guid(): string;
  /** `length` characters of a-z0-9. */
  word(length: number): string;
  /** A source of its own, which depends on this seed and `name` only, not on what was drawn here before. */
  fork(name: string): Random;
}

/** mulberry32, seeded through FNV-1a so that any text can be a seed. */
export function createRandom(seed: string | number): Random {
  return randomOf(fnv1a(offsetBasis, String(seed)));
}

function randomOf(seedHash: number): Random {
  let state = seedHash;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  // A text in one piece: what is put together from parts takes several times the memory. An alphabet of one draws nothing.
  const pick = (alphabets: readonly string[]) =>
    String.fromCharCode(
      ...alphabets.map((alphabet) =>
        alphabet.charCodeAt(alphabet.length === 1 ? 0 : Math.floor(next() * alphabet.length)),
      ),
    );
  return {
    next,
    guid: () => pick(guidAlphabets),
    word: (length) => pick(Array.from({ length }, () => "abcdefghijklmnopqrstuvwxyz0123456789")),
    // The hash of `seed/name` goes on from that of `seed`.
    fork: (name) => randomOf(fnv1a(fnv1a(seedHash, "/"), name)),
  };
}

const guidAlphabets = Array.from("xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx", (mark) =>
  mark === "x" ? "0123456789abcdef" : mark === "y" ? "89ab" : mark,
);

const offsetBasis = 0x811c9dc5;

function fnv1a(from: number, text: string): number {
  let hash = from;
  for (const char of text) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}
