/** Which requests a fault meets. `poll`: a GET of an operation; `get`: any other GET; `token`: a sign-in. */
export type RequestKind = "put" | "delete" | "post" | "get" | "poll" | "token";

interface Common {
  /** How often it strikes before it is gone; default 1. `Infinity`: until removed. */
  readonly times?: number;
  /** Strikes only where the path contains this, compared without case; for operations: the resource's id. */
  readonly path?: string;
}

interface OnRequest extends Common {
  /** Default: every kind but `token`. */
  readonly on?: RequestKind;
}

/** The faults that can be asked for; the README of this folder's parent names the evidence behind each. */
export type Fault =
  /** 429. Without `retryAfterSeconds` there is no Retry-After header, as AKS was recorded; with it, as documented. */
  | (OnRequest & { readonly name: "throttled"; readonly retryAfterSeconds?: number })
  /** 5xx before anything was written. */
  | (OnRequest & { readonly name: "server-error"; readonly status: 500 | 502 | 503 | 504 })
  /** The connection is cut before anything was written. */
  | (OnRequest & { readonly name: "connection-reset" })
  /** 403 AuthorizationFailed. */
  | (OnRequest & { readonly name: "forbidden" })
  /** 409 EtagMismatch on a PUT: two writers at once. */
  | (Common & { readonly name: "etag-mismatch" })
  /** 409 OperationNotAllowed on a PUT, POST or DELETE: another's operation runs. `verb`: default `Updating`. */
  | (Common & { readonly name: "another-operation"; readonly verb?: string })
  /** The operation ends as Failed with this error, and so does its resource. Default: out of quota, as documented. */
  | (Common & { readonly name: "operation-fails"; readonly code?: string; readonly message?: string })
  /** The operation ends as Succeeded, its pool is Failed. */
  | (Common & { readonly name: "pool-failed" })
  /** An error object appears while the operation runs, and stays in its Succeeded end. */
  | (Common & { readonly name: "error-while-running"; readonly code?: string; readonly message?: string })
  /** The operation never ends. */
  | (Common & { readonly name: "stuck-operation" })
  /** A machine joins and never becomes Ready. */
  | (Common & { readonly name: "node-never-ready" })
  /** A Kata machine comes up without the `kata` handler. */
  | (Common & { readonly name: "handler-missing" });

export type FaultName = Fault["name"];

interface Armed {
  readonly fault: Fault;
  left: number;
}

/** The faults waiting to strike. Single-use unless counted; the oldest that fits strikes first. */
export class Faults {
  #armed: Armed[] = [];

  /** Returns what takes it away again. */
  add(fault: Fault): () => void {
    const armed = { fault, left: fault.times ?? 1 };
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter((other) => other !== armed);
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault of this name that meets `path` now, used up by one; undefined when there is none. */
  take<Name extends FaultName>(
    name: Name,
    path: string,
    kind?: RequestKind,
  ): Extract<Fault, { name: Name }> | undefined {
    if (this.#armed.length === 0) return undefined;
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (!isNamed(fault, name) || !meetsPath(fault, path) || !meetsKind(fault, kind)) continue;
      armed.left -= 1;
      if (armed.left <= 0) this.#armed = this.#armed.filter((other) => other !== armed);
      return fault;
    }
    return undefined;
  }
}

function isNamed<Name extends FaultName>(fault: Fault, name: Name): fault is Extract<Fault, { name: Name }> {
  return fault.name === name;
}

function meetsPath(fault: Fault, path: string): boolean {
  return fault.path === undefined || path.toLowerCase().includes(fault.path.toLowerCase());
}

function meetsKind(fault: Fault, kind: RequestKind | undefined): boolean {
  if (kind === undefined) return true;
  const on = "on" in fault ? fault.on : undefined;
  return on === undefined ? kind !== "token" : on === kind;
}
