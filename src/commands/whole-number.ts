import { InvalidArgumentError } from "commander";

/** A parser for a flag's value that is a whole number of at least `minimum`. */
export function parseWholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`Use a whole number of at least ${minimum}.`);
    }
    return value;
  };
}
