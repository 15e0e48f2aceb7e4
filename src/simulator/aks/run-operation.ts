import type { Operation, OperationError } from "../arm/operations.js";
import { isEnded } from "../arm/operations.js";
import { noQuotaLeft } from "../compute/quota.js";
import type { FaultNamed } from "../faults/fault.js";
import { numberAt } from "../json.js";
import { clusterKey, type World } from "../world.js";
import { OperationFailure } from "./operation-failure.js";

export interface Course {
  readonly durationMs: number;
  readonly events: readonly CourseEvent[];
  /** Called once, when the operation has ended. */
  readonly onEnd: (outcome: Outcome) => void;
}

/** What happens on the way; `at` is a share of the duration (0 to 1). */
export interface CourseEvent {
  readonly at: number;
  readonly status?: string;
  readonly run?: () => void;
  /** Waited for before it runs, which puts off all that comes after it. Of no effect where operations take no time. */
  readonly wait?: Wait;
}

export interface Wait {
  /** undefined: no longer; else the error with which the operation fails once the limit is reached. */
  readonly problem: () => OperationError | undefined;
  readonly limitMs: number;
  /** Called before the operation fails. */
  readonly giveUp: () => void;
}

/** How often is looked whether what is waited for has come about, simulated (assumed). */
const lookEveryMs = 10_000;

export interface Outcome {
  readonly status: "Succeeded" | "Failed" | "Canceled";
  /** The operation succeeded, its pool did not (a fault). */
  readonly isPoolFailed: boolean;
}

/** The provisioningState in which an operation leaves its resource, or its pool. */
export function endState({ status, isPoolFailed }: Outcome, isPool: boolean): string {
  return status === "Succeeded" && isPool && isPoolFailed ? "Failed" : status;
}

/** Too little quota for the machines of the pool that an operation works on, or of a cluster's first pool. */
function outOfQuota(world: World, { resourceId, location }: Operation): OperationError {
  const [, , , , group = "", , , , cluster = "", , pool, , machine] = resourceId.split("/");
  const pools = [...(world.clusters.get(clusterKey(group, cluster))?.pools.values() ?? [])];
  const found = pools.find(({ name }) => pool === undefined || name === pool);
  const single = found?.machines.find((one) => machine !== undefined && one.single?.name === machine)?.single;
  if (single !== undefined) return noQuotaLeft(location, { properties: single.properties, machines: 1 });
  const { properties = {} } = found ?? {};
  return noQuotaLeft(location, { properties, machines: numberAt(properties, "count") ?? 1 });
}

/** Code and text as AKS documents them for a zone without machines ("ZonalAllocationFailed", troubleshooting pages). */
const noCapacity: OperationError = {
  code: "ZonalAllocationFailed",
  message:
    "Allocation failed. We do not have sufficient capacity for the requested VM size in this zone. Read more about " +
    "improving likelihood of allocation success at https://aka.ms/allocation-guidance",
};

/** Of an operation that something of ours broke; without an end its resource would be busy for ever. */
const defect: OperationError = {
  code: "InternalServerError",
  message: "This is a defect of the local Azure, and no answer of Azure's: please report what was done.",
};

/** Share of the duration at which half of the machines (rounded down) are there; half of it where none are counted. */
function halfOfMachines(events: Course["events"]): number {
  const counted = events.flatMap(({ at, status = "" }) => {
    const [, done, all] = /: (\d+)\/(\d+) nodes/.exec(status) ?? [];
    return done === undefined || 2 * Number(done) > Number(all) ? [] : [at];
  });
  return counted.length === 0 ? 0.5 : Math.max(...counted);
}

/** `usual`: where the fault names no code. */
function failureOf({ code, message }: FaultNamed<"operation-fails">, usual: OperationError): OperationError {
  if (code === undefined) return message === undefined ? usual : { ...usual, message };
  return { code, message: message ?? `The operation failed with ${code} (this text is the local Azure's own).` };
}

/** Runs what happens at a step; answers with why the operation fails there. */
function failureOn(event: CourseEvent): OperationError | undefined {
  try {
    event.run?.();
    return undefined;
  } catch (error) {
    if (error instanceof OperationFailure) return error.error;
    throw error;
  }
}

/** Sets an operation going. Returns what cancels it (an abort, or a deletion took its place). */
export function runOperation(world: World, operation: Operation, course: Course): (error: OperationError) => void {
  const { clock, faults } = world;
  const { durationMs, events, onEnd } = course;
  const { resourceId } = operation;
  operation.dueMs = clock.now() + durationMs;
  const failing = faults.take("operation-fails", resourceId);
  const noisy = faults.take("error-while-running", resourceId);
  const outOfCapacity = faults.take("capacity-gone", resourceId) !== undefined;
  const isStuck = faults.take("stuck-operation", resourceId) !== undefined;
  const isPoolFailed = faults.take("pool-failed", resourceId) !== undefined;
  const cancels: (() => void)[] = [];
  const name = `${operation.verb} ${resourceId}`;
  world.log(`${name}: started, operation ${operation.id}`);

  const at = (share: number, run: () => void) => {
    cancels.push(clock.after(share * durationMs, run));
  };
  // A failing operation stops half-way: what would have happened later does not happen (assumed).
  const lastShare = outOfCapacity ? halfOfMachines(events) : failing === undefined && !isStuck ? 1 : 0.5;
  if (noisy !== undefined) {
    at(0.1, () => {
      operation.error = {
        code: noisy.code ?? "NotLatestOperation",
        message:
          noisy.message ??
          "Cannot proceed with the operation. Either the operation has been preempted by another one, or the " +
            "information needed by the operation failed to be saved (or hasn't been saved yet).",
      };
    });
  }
  const end = (status: "Succeeded" | "Failed" | "Canceled", error?: OperationError) => {
    if (isEnded(operation)) return;
    for (const cancel of cancels) cancel();
    operation.status = status;
    operation.endMs = clock.now();
    if (error !== undefined) operation.error = error;
    world.log(`${name}: ${status}${error === undefined ? "" : ` (${error.code})`}`);
    onEnd({ status, isPoolFailed });
  };
  const steps = [...events].filter((event) => event.at <= lastShare).sort((a, b) => a.at - b.at);
  const startMs = clock.now();
  /** By how much what was waited for has put off the rest. */
  let lateMs = 0;
  const finish = () => {
    if (outOfCapacity) end("Failed", noCapacity);
    else if (failing === undefined) end("Succeeded");
    else end("Failed", failureOf(failing, outOfQuota(world, operation)));
  };
  const next = (index: number) => {
    const event = steps[index];
    const dueMs = startMs + (event?.at ?? lastShare) * durationMs + lateMs;
    if (event === undefined) {
      if (!isStuck) cancels.push(clock.at(dueMs, finish));
      return;
    }
    const take = (waitedMs: number) => {
      const problem = durationMs === 0 ? undefined : event.wait?.problem();
      if (problem === undefined) {
        if (event.status !== undefined && event.status !== operation.status) {
          operation.status = event.status;
          world.log(`${name}: ${event.status}`);
        }
        let failure: OperationError | undefined;
        try {
          failure = failureOn(event);
        } catch (error) {
          end("Failed", defect);
          throw error;
        }
        if (failure === undefined) next(index + 1);
        else end("Failed", failure);
      } else if (waitedMs >= (event.wait?.limitMs ?? 0)) {
        event.wait?.giveUp();
        end("Failed", problem);
      } else {
        lateMs += lookEveryMs;
        operation.dueMs += lookEveryMs;
        cancels.push(
          clock.after(lookEveryMs, () => {
            take(waitedMs + lookEveryMs);
          }),
        );
      }
    };
    cancels.push(
      clock.at(dueMs, () => {
        take(0);
      }),
    );
  };
  next(0);
  return (error) => {
    end("Canceled", error);
  };
}
