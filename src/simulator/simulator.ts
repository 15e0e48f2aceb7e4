import type { DurationChoice } from "./aks/durations.js";
import type { DenyPolicy } from "./authorization/authorization-objects.js";
import type { EventQueue } from "./clock.js";
import type { CapacityShortage, FiguresByRegion, SizeRestriction } from "./compute/compute-state.js";
import type { PrincipalOptions } from "./entra/principals.js";
import type { Fault } from "./faults/fault.js";
import type { Faults } from "./faults/faults.js";
import type { KubernetesBackend } from "./kubernetes/backend.js";
import type { Random } from "./random.js";
import type { SimulatedClock } from "./clock.js";

/** Makes the Kubernetes half; it lives as long as the simulator. */
export type KubernetesBackendFactory = (parts: {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly log: (text: string) => void;
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly faults: Faults;
  /** Whose a bearer token of our Entra is; undefined when it is not good. Its service principal administers every cluster. */
  readonly verifyToken: (
    token: string,
  ) => { readonly username: string; readonly groups: readonly string[]; readonly isAdmin: boolean } | undefined;
}) => KubernetesBackend;

export interface SimulatorOptions {
  /** Port on 127.0.0.1; default 0 = a random free one. */
  readonly port?: number;
  /** Seed of every draw; default "1". */
  readonly seed?: string | number;
  /** Simulated start time, ms since 1970; default: the wall's now. */
  readonly startMs?: number;
  /** How many times faster than the wall simulated time runs; default 1. `"manual"`: only `advance` moves it. */
  readonly speed?: number | "manual";
  /**
   * Durations: `"recorded"` (default) draws from the fitted distributions, `"none"` ends every operation at once. A
   * function is asked as each operation starts and gives ms; undefined: drawn as by `"recorded"`.
   */
  readonly durations?: "recorded" | "none" | DurationChoice;
  /** Token buckets of ARM and AKS on simulated time: `"documented"` (default), or `"off"`. */
  readonly throttling?: "documented" | "off";
  /** State of preview features from the start: `Microsoft.ContainerService/KataVMIsolationPreview` -> `Registered`. */
  readonly features?: Readonly<Record<string, string>>;
  /** State of resource providers from the start, by namespace: `Microsoft.Compute` -> `NotRegistered`. */
  readonly providers?: Readonly<Record<string, string>>;
  /**
   * Limits by region (or `*`) and name: a family or `cores` for vCPUs (`*`: every one of these), `managedClusters`, or
   * another line of the usages. Default: 100,000 vCPUs, 5,000 clusters, 0 for families that have to be asked for.
   * `{ westus2: { standardDSv3Family: 100 } }`
   */
  readonly quotas?: FiguresByRegion;
  /** What others use of these, by the same names; default: nothing. */
  readonly usedByOthers?: FiguresByRegion;
  /** Sizes that the subscription was not given; default: those of `compute/default-restrictions.ts`. */
  readonly restrictions?: readonly SizeRestriction[];
  /**
   * A file that keeps the state: begun when it is not there, else gone on from, with its port, seed, certificate, ids
   * and simulated time. What it cannot be used for throws a `StateError`.
   */
  readonly stateFile?: string;
  /** Service principals beside the one that owns the subscription: `[{ name: "reader", role: "Reader" }]`. */
  readonly principals?: readonly PrincipalOptions[];
  /** Policies that deny, from the start. */
  readonly policies?: readonly DenyPolicy[];
  /** Called for each request served. */
  readonly onRequest?: (request: LoggedRequest) => void;
  /**
   * Told of a defect of the simulator itself: what a handler threw (its client gets a 500) or what an event threw (the
   * others go on). Default: a warning of the process. What this throws in turn is thrown to where the event was run.
   */
  readonly onDefect?: (error: unknown) => void;
  /** Another Kubernetes half; default: the built-in one. */
  readonly kubernetes?: KubernetesBackendFactory;
  /** Names the other Kubernetes half in the state file, which is then good with no other. No secret. */
  readonly kubernetesName?: string;
}

/** A running local Azure. */
export interface Simulator {
  /** `https://127.0.0.1:PORT` */
  readonly url: string;
  readonly port: number;
  readonly seed: string;
  /** PEM of the test CA that signed the server's certificate. */
  readonly caPem: string;
  /** The one subscription and tenant that exist from the start, and the service principal that may sign in. */
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly clientId: string;
  /** A throw-away secret, good only here. */
  readonly clientSecret: string;
  /** One that is refused as expired. */
  readonly expiredClientSecret: string;
  readonly clock: EventQueue;
  /** Moves manual time forward by `ms`, running what falls due. */
  advance(ms: number): void;
  /** Faults to come; see the README for what each is and where it was seen. */
  /** How the further principals sign in, by the names they were given. */
  readonly principals: ReadonlyMap<
    string,
    { readonly clientId: string; readonly objectId: string; readonly clientSecret: string }
  >;
  /** Policies that deny; the function returned takes one away again. Locks are made through ARM. */
  readonly policies: { deny(policy: DenyPolicy): () => void };
  /** Quota, restrictions and capacity of the Compute service, changed while it runs. The functions return what undoes them. */
  readonly compute: {
    setLimit(location: string, name: string, limit: number): void;
    setUsedByOthers(location: string, name: string, count: number): void;
    restrict(restriction: SizeRestriction): () => void;
    runShort(shortage: CapacityShortage): () => void;
  };
  readonly faults: { add(fault: Fault): () => void; clear(): void };
  /** Every request served so far (of very many, the newest), oldest first. */
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
  /** 0: the connection was cut instead of a reply. */
  readonly status: number;
  /** Error code of a refusal, where there is one: ARM's `code`, Entra's `error`, the `reason` of a Kubernetes Status. */
  readonly code: string | undefined;
  /** Wall time that the reply took, ms. A watch or a log that is followed: how long it was open. */
  readonly wallMs: number;
  readonly area: "arm" | "entra" | "kubernetes";
}

export interface SimulatorEvent {
  readonly timeMs: number;
  readonly text: string;
}
