import type { BucketLimit } from "./throttling-limits.js";

interface Bucket {
  tokens: number;
  atMs: number;
}

/** From this number on, buckets that have filled up again are forgotten. */
const sweepFrom = 4_096;

/** Token buckets by name. A bucket that nobody took from is full, and costs nothing. */
export class TokenBuckets {
  readonly #buckets = new Map<string, Bucket & { readonly limit: BucketLimit }>();
  #sweepAt = sweepFrom;

  /** Tokens in a bucket at a simulated time, fractions included. */
  level(key: string, limit: BucketLimit, nowMs: number): number {
    const bucket = this.#buckets.get(key);
    return bucket === undefined ? limit.size : levelOf(bucket, limit, nowMs);
  }

  /** Takes one token; the caller has looked at `level` before. */
  take(key: string, limit: BucketLimit, nowMs: number): void {
    const bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      if (this.#buckets.size >= this.#sweepAt) this.#sweep(nowMs);
      this.#buckets.set(key, { tokens: limit.size - 1, atMs: nowMs, limit });
    } else {
      bucket.tokens = levelOf(bucket, limit, nowMs) - 1;
      bucket.atMs = nowMs;
    }
  }

  #sweep(nowMs: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (levelOf(bucket, bucket.limit, nowMs) >= bucket.limit.size) this.#buckets.delete(key);
    }
    this.#sweepAt = Math.max(sweepFrom, 2 * this.#buckets.size);
  }
}

function levelOf(bucket: Bucket, limit: BucketLimit, nowMs: number): number {
  return Math.min(limit.size, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * limit.perSecond);
}
