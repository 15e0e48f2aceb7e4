/** Which requests a fault meets. `poll`: a GET of an operation; `get`: any other GET; `token`: a sign-in. */
export type RequestKind = "put" | "delete" | "post" | "get" | "poll" | "token";

interface Common {
  /** How often it strikes before it is gone; default 1, or without end where `forMs` is given. */
  readonly times?: number;
  /** Simulated milliseconds until it is gone; default: only `times` counts. */
  readonly forMs?: number;
  /** Strikes only where the path contains this, compared without case; for operations and machines: the resource's id. */
  readonly path?: string;
}

interface OnRequest extends Common {
  /** Default: every kind but `token`. */
  readonly on?: RequestKind;
}

/** Default 500. */
export type FailureStatus = 500 | 502 | 503 | 504;

/** The faults that can be asked for; the README of this folder's parent names the evidence behind each. */
export type Fault =
  /** 429. Without `retryAfterSeconds` there is no Retry-After header, as AKS was recorded; with it, as documented. */
  | (OnRequest & { readonly name: "throttled"; readonly retryAfterSeconds?: number })
  /** 5xx before anything was written. */
  | (OnRequest & { readonly name: "server-error"; readonly status?: FailureStatus })
  /** 5xx in place of the answer to a PUT, POST or DELETE that took effect. */
  | (OnRequest & { readonly name: "server-error-after-write"; readonly status?: FailureStatus })
  /** The connection is cut before anything was written. */
  | (OnRequest & { readonly name: "connection-reset" })
  /** The connection is cut in place of the answer to a PUT, POST or DELETE that took effect. */
  | (OnRequest & { readonly name: "connection-reset-after-write" })
  /** 403 AuthorizationFailed. */
  | (OnRequest & { readonly name: "forbidden" })
  /** A token that is good is refused as expired. */
  | (OnRequest & { readonly name: "token-expired" })
  /** 409 EtagMismatch on a PUT: two writers at once. */
  | (Common & { readonly name: "etag-mismatch" })
  /** 409 OperationNotAllowed on a PUT, POST or DELETE: another's operation runs. `verb`: default `Updating`. */
  | (Common & { readonly name: "another-operation"; readonly verb?: string })
  /** The operation that is asked for is forgotten: 404 from now on. It goes on all the same. */
  | (Common & { readonly name: "operation-lost" })
  /** The operation ends as Failed with this error, and so does its resource. Default: out of quota, as documented. */
  | (Common & { readonly name: "operation-fails"; readonly code?: string; readonly message?: string })
  /** Half of the machines join, then the operation ends as Failed for want of capacity. */
  | (Common & { readonly name: "capacity-gone" })
  /** The operation ends as Succeeded, its pool is Failed. */
  | (Common & { readonly name: "pool-failed" })
  /** An error object appears while the operation runs, and stays in its Succeeded end. */
  | (Common & { readonly name: "error-while-running"; readonly code?: string; readonly message?: string })
  /** The operation never ends. */
  | (Common & { readonly name: "stuck-operation" })
  /** A machine becomes Ready later by `delayMs` (simulated; default 600,000). */
  | (Common & { readonly name: "slow-nodes"; readonly delayMs?: number })
  /** A machine joins and never becomes Ready. */
  | (Common & { readonly name: "node-never-ready" })
  /** A Kata machine comes up without the `kata` handler. */
  | (Common & { readonly name: "handler-missing" })
  /** A Kata machine lists the `kata` handler, which is really runc: its pods run on the machine's own kernel. */
  | (Common & { readonly name: "silent-runc" })
  /** A Kata machine's containerd has Kata as its default runtime: pods without a class get guests, too. */
  | (Common & { readonly name: "kata-by-default" })
  /** As the next container starts on a machine, its containerd is restarted, and loses all containers that run there. */
  | (Common & { readonly name: "containers-lost" })
  /** A RuntimeClass that a client writes or deletes is put back after `delayMs` (simulated; default 60,000). */
  | (Common & { readonly name: "runtimeclass-reverted"; readonly delayMs?: number })
  /** A cluster's API server is not reached: its connections are cut. `path`: of the request, `/kubernetes/<uid>/...`. */
  | (Common & { readonly name: "api-server-unreachable" })
  /** The service's clock is off by `skewMs` (default 600,000: ahead): Date headers, times of tokens. Lasts until removed. */
  | (Common & { readonly name: "clock-skew"; readonly skewMs?: number });

export type FaultName = Fault["name"];
export type FaultNamed<Name extends FaultName> = Extract<Fault, { name: Name }>;
