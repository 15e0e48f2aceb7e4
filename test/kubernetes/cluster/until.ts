import { setTimeout as sleep } from "node:timers/promises";

/** Asks every 50 ms until the answer is not undefined; an error counts as "not yet". Fails with the last error at the limit. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  limitMs = 120_000,
): Promise<T> {
  const end = performance.now() + limitMs;
  for (;;) {
    let last: unknown;
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > end) throw new Error(`${what}: not within ${limitMs / 1000} s`, { cause: last });
    await sleep(50);
  }
}
