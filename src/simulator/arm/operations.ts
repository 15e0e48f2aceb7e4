import type { Random } from "../random.js";
import type { SimulatedClock } from "../clock.js";

export interface OperationError {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly { readonly code: string; readonly message: string }[];
}

/** A status that an operation has had from `atMs` (simulated) on. */
export interface OperationStage {
  readonly atMs: number;
  readonly status: string;
}

/** What an operation's body says between two moments; free text while it runs (azure-api notes, recorded 2025). */
export interface Operation {
  readonly id: string;
  readonly location: string;
  /** As AKS names it in its conflict texts: `Creating`, `Updating`, `Scaling`, `Deleting` ... */
  readonly verb: string;
  readonly startMs: number;
  /** Id of the cluster or pool that it works on. */
  readonly resourceId: string;
  /** When it will have ended if nothing comes between. */
  dueMs: number;
  /** Each status that it has had so far, the present one last; for pictures of it. */
  readonly stages: readonly OperationStage[];
  /** A new value is noted in `stages`. */
  status: string;
  endMs: number | undefined;
  error: OperationError | undefined;
  /** Status of `operationresults` once the operation has ended. */
  readonly resultStatus: 200 | 204;
  /** `operationresults` shows it while it runs. */
  isResultShown: boolean;
  /** Its body never has an `endTime`. */
  hasNoEndTime: boolean;
}

export function isEnded(operation: Operation): boolean {
  return operation.status === "Succeeded" || operation.status === "Failed" || operation.status === "Canceled";
}

const keptPerResource = 20;

/** The operations of the AKS provider, by id. */
export class Operations {
  readonly #byId = new Map<string, Operation>();
  /** Newest last; by resource id in lower case. */
  readonly #byResource = new Map<string, Operation[]>();
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #certificatePart: string;
  #count = 0;

  constructor(clock: SimulatedClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#certificatePart = random.fork("operation-url/c").word(2575);
  }

  start(location: string, verb: string, resourceId: string, resultStatus: 200 | 204 = 200): Operation {
    this.#count += 1;
    const clock = this.#clock;
    const startMs = clock.now();
    const stages: OperationStage[] = [{ atMs: startMs, status: "InProgress" }];
    const operation: Operation = {
      id: this.#random.fork(`operation/${this.#count}`).guid(),
      location,
      verb,
      startMs,
      resourceId,
      dueMs: startMs,
      stages,
      get status() {
        return stages.at(-1)?.status ?? "InProgress";
      },
      set status(status) {
        if (status !== this.status) stages.push({ atMs: clock.now(), status });
      },
      endMs: undefined,
      error: undefined,
      resultStatus,
      isResultShown: false,
      hasNoEndTime: false,
    };
    this.#byId.set(operation.id, operation);
    const key = resourceId.toLowerCase();
    this.#byResource.set(key, [...(this.#byResource.get(key) ?? []).slice(1 - keptPerResource), operation]);
    return operation;
  }

  /** Every operation so far, oldest first. */
  list(): Iterable<Operation> {
    return this.#byId.values();
  }

  /** How many operations there have been. */
  get count(): number {
    return this.#count;
  }

  find(id: string): Operation | undefined {
    return this.#byId.get(id.toLowerCase());
  }

  /** Its status cannot be asked for any more; what it does goes on. */
  forget(id: string): void {
    this.#byId.delete(id.toLowerCase());
  }

  /** The newest operations of a cluster or pool, oldest first. */
  ofResource(resourceId: string): readonly Operation[] {
    return this.#byResource.get(resourceId.toLowerCase()) ?? [];
  }

  /**
   * The signed URL of an operation, about 3,000 characters as in the recordings of 2024 and later. `part` is
   * `operations` or `operationresults`; the api-version is the provider's own, never the caller's.
   */
  url(endpoint: string, subscriptionId: string, operation: Operation, part: "operations" | "operationresults"): string {
    const signature = this.#random.fork(`signature/${operation.id}/${part}`).word(342 + 43);
    const ticks = (BigInt(operation.startMs) + 62_135_596_800_000n) * 10_000n;
    return (
      `${endpoint}/subscriptions/${subscriptionId}/providers/Microsoft.ContainerService/locations/` +
      `${operation.location}/${part}/${operation.id}?api-version=2025-03-01&t=${ticks}&c=${this.#certificatePart}` +
      `&s=${signature.slice(0, 342)}&h=${signature.slice(342)}`
    );
  }
}

/** `{name, status, startTime, endTime?, error?}`; times with seven decimals, as .NET writes them. */
export function operationBody(operation: Operation): Record<string, unknown> {
  return {
    name: operation.id,
    status: operation.status,
    startTime: dotnetTime(operation.startMs),
    ...(operation.endMs === undefined || operation.hasNoEndTime ? {} : { endTime: dotnetTime(operation.endMs) }),
    ...(operation.error === undefined ? {} : { error: operation.error }),
  };
}

export function dotnetTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace("Z", "0000Z");
}
