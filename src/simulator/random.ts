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
  const text = String(seed);
  let state = fnv1a(text);
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const pick = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet.charAt(Math.floor(next() * alphabet.length))).join("");
  const hex = (length: number) => pick("0123456789abcdef", length);
  return {
    next,
    guid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick("89ab", 1)}${hex(3)}-${hex(12)}`,
    word: (length) => pick("abcdefghijklmnopqrstuvwxyz0123456789", length),
    fork: (name) => createRandom(`${text}/${name}`),
  };
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (const char of text) {
    hash ^= char.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}
