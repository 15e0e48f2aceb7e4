import type { ServerCertificate } from "../certificates.js";
import type { Principal } from "../entra/principals.js";
import type { Fault } from "../faults/fault.js";
import type { SimulatorOptions } from "../simulator.js";

/** What was asked for at the first start and holds for good. */
export type KeptOptions = Omit<
  SimulatorOptions,
  "port" | "seed" | "startMs" | "speed" | "onRequest" | "kubernetes" | "stateFile"
>;

/** Raised whenever a file of before can no longer be read. */
export const stateVersion = 1;

/** First line of a state file: what a simulator was started with, and its secrets. */
export interface StateHeader {
  readonly kind: "aks-sandbox simulator state";
  readonly version: number;
  readonly port: number;
  readonly seed: string;
  readonly startMs: number;
  readonly options: KeptOptions;
  readonly certificate: ServerCertificate;
  /** Base64; signs access tokens. */
  readonly tokenKey: string;
}

/** What every further line has. */
interface Moment {
  /** Simulated time, ms since 1970. */
  readonly t: number;
  /** The event log after it: how many events, and a hash over their texts and times. */
  readonly e: readonly [count: number, hash: number];
  /** Time was advanced since the line before, which runs what is due at once. */
  readonly a: boolean;
}

export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Without those that say nothing, and without the bearer token where `as` tells whose it was. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `body` is base64: it is no text (kubectl's protobuf). */
  readonly binary?: true;
  readonly as?: Principal;
  /** 0: the connection was cut instead of a reply. */
  readonly status: number;
}

/** One line: something that happened to the simulator from outside, or nothing but time. */
export type StateEntry =
  | (Moment & { readonly arm: RecordedRequest })
  | (Moment & { readonly kubernetes: RecordedRequest & { readonly uid: string } })
  /** A fault was asked for. JSON has no Infinity: `always` says that its `times` is that. */
  | (Moment & { readonly fault: Fault; readonly always: boolean })
  /** A fault, by number, was taken away, or all of them. */
  | (Moment & { readonly unfault: number | "all" })
  /** Faults, by number, that struck a request which had no other effect. */
  | (Moment & { readonly struck: readonly { readonly id: number; readonly path: string }[] })
  | Moment;

/** Distributes over the kinds, so that each keeps its own keys. */
export type Happening<Entry = StateEntry> = Entry extends unknown ? Omit<Entry, keyof Moment> : never;
