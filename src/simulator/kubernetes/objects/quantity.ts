/** Kubernetes quantities: `250m`, `600Mi`, `2`, `1e3`. */
const form = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E)|([eE][+-]?\d+))?$/;
const suffixes: Readonly<Record<string, bigint>> = {
  k: 10n ** 3n,
  M: 10n ** 6n,
  G: 10n ** 9n,
  T: 10n ** 12n,
  P: 10n ** 15n,
  E: 10n ** 18n,
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};
const fractions: Readonly<Record<string, bigint>> = { n: 10n ** 9n, u: 10n ** 6n, m: 10n ** 3n };

export function isQuantity(text: string): boolean {
  return form.test(text);
}

/** The value in thousandths, rounded up as Kubernetes does: `1` is 1000n, `1Gi` is 1073741824000n. */
export function milliValue(quantity: string | number): bigint {
  const match = form.exec(String(quantity));
  if (match === null) throw new Error(`not a quantity: ${String(quantity)}`);
  const [, number = "0", suffix = "", exponent = "e0"] = match;
  const [whole = "0", fraction = ""] = number.split(".");
  const power = Number(exponent.slice(1));
  // number * 10^power * suffix * 1000, as one fraction.
  let numerator = BigInt(whole + fraction) * 1000n * (suffixes[suffix] ?? 1n) * 10n ** BigInt(Math.max(0, power));
  if (number.startsWith("-") && !whole.startsWith("-")) numerator = -numerator;
  const denominator = (fractions[suffix] ?? 1n) * 10n ** BigInt(fraction.length + Math.max(0, -power));
  const quotient = numerator / denominator;
  return numerator > 0n && numerator % denominator !== 0n ? quotient + 1n : quotient;
}
