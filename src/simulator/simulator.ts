import type { EventQueue } from "./clock.js";

export interface SimulatorOptions {
  /** Port on 127.0.0.1; default 0 = a random free one. */
  readonly port?: number;
  /** Seed of every draw; default "1". */
  readonly seed?: string | number;
  /** Simulated start time, ms since 1970; default: the wall's now. */
  readonly startMs?: number;
  /** How many times faster than the wall simulated time runs; default 1. `"manual"`: only `advance` moves it. */
  readonly speed?: number | "manual";
  /** Durations: `"recorded"` (default) draws from the fitted distributions, `"none"` ends every operation at once. */
  readonly durations?: "recorded" | "none";
}

/** A running local Azure. */
export interface Simulator {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  /** PEM of the test CA that signed the server's certificate. */
  readonly caPem: string;
  /** The one subscription and tenant that exist from the start, and the service principal that may sign in. */
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** A throw-away secret, good only here. */
  readonly clientSecret: string;
  readonly clock: EventQueue;
  /** Moves manual time forward by `ms`, running what falls due. */
  advance(ms: number): void;
  /** Every request served so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** What happened, with simulated times: a function of seed, requests and their simulated arrival times. */
  readonly events: readonly SimulatorEvent[];
  close(): Promise<void>;
}

export interface LoggedRequest {
  readonly timeMs: number;
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly userAgent: string;
  readonly status: number;
  readonly area: "arm" | "entra" | "kubernetes";
}

export interface SimulatorEvent {
  readonly timeMs: number;
  readonly text: string;
}
