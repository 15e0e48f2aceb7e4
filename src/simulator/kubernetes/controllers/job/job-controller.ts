import type { ClusterState } from "../../cluster-state.js";
import { equal } from "../../objects/json.js";
import { asPod, timestamp, type Condition, type KubeObject } from "../../objects/objects.js";
import { asJob, type JobObject, type JobStatus } from "../../objects/workloads.js";
import { deleteObject, updateObject } from "../../registry/registry.js";
import type { Change } from "../../store/object-store.js";
import { pods, type Resource } from "../../store/resources.js";
import { jobs } from "../../store/workload-resources.js";
import { keyOf, manager, splitKey, type Controller } from "../controller.js";
import { some } from "../go-zero.js";
import { controllerOf } from "../owners.js";
import { PodControl } from "../pod-control.js";
import { isReady } from "../pod-state.js";
import { WorkQueue } from "../work-queue.js";
import { deadlineInMs, failureOf, isFinished, successOf, withEnd, type End } from "./job-end.js";
import { isTracked, jobPodsOf, trackingFinalizer, untrack, type JobPods } from "./job-pods.js";

/** Before a failed pod is replaced: 10 s, doubled with each failure in a row, at most 10 minutes. */
const firstBackOffMs = 10_000;
const longestBackOffMs = 600_000;

/** Runs jobs without indexes to their end (`pkg/controller/job`, `pkg/controller/ttlafterfinished`). */
export class JobController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;
  readonly #podControl: PodControl;
  readonly #failures = new Map<string, { inARow: number; lastMs: number }>();

  constructor(state: ClusterState) {
    this.#state = state;
    this.#podControl = new PodControl(state, "job-controller");
    this.#queue = new WorkQueue(state.clock, (key) => {
      this.#sync(key);
    });
  }

  see({ object, previous, type }: Change, resource: Resource): void {
    if (resource === jobs) this.#queue.add(keyOf(object));
    if (resource !== pods) return;
    for (const pod of previous === undefined ? [object] : [object, previous]) {
      const owner = controllerOf(pod);
      if (owner?.kind === jobs.kind) this.#queue.add(`${pod.metadata.namespace ?? ""}/${owner.name}`);
    }
    // A pod that its job has left behind.
    if (type !== "DELETED" && isTracked(object) && controllerOf(object) === undefined) this.#queue.add(keyOf(object));
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): void {
    const { namespace, name } = splitKey(key);
    const found = this.#state.store.get(jobs, namespace, name);
    if (found === undefined) {
      this.#release(namespace, name);
      return;
    }
    const job = asJob(found);
    const own = jobPodsOf(this.#state, job);
    if (isFinished(job.status)) this.#afterEnd(key, job, own);
    else this.#advance(key, job, own);
  }

  /** Pods whose job is gone need no counting. */
  #release(namespace: string, name: string): void {
    for (const pod of this.#state.store.list(pods, namespace)) {
      const owner = controllerOf(pod);
      const isLeft = owner === undefined ? pod.metadata.name === name : owner.kind === jobs.kind && owner.name === name;
      if (isTracked(pod) && isLeft) untrack(this.#state, pod);
    }
  }

  #advance(key: string, job: JobObject, own: JobPods): void {
    const { spec, status, metadata } = job;
    const now = this.#state.clock.now();
    const succeeded = (status.succeeded ?? 0) + own.succeeded.length;
    const failed = (status.failed ?? 0) + own.failed.length;
    this.#countFailures(metadata.uid, own, now);
    const isSuspended = spec.suspend === true;
    const started = status.startTime ?? (isSuspended ? undefined : timestamp(now));
    const failure = failureOf(job, failed, own.active, now);
    const isStopped = failure !== undefined || isSuspended;
    if (isStopped) for (const pod of own.active) this.#podControl.delete(job, pod);
    else if (metadata.deletionTimestamp === undefined) this.#keepUp(key, job, own, succeeded);
    const after = jobPodsOf(this.#state, job);
    const end = failure ?? successOf(job, succeeded, after.active.length);
    const isLast = end !== undefined && after.active.length + after.terminating.length === 0;
    const conditions = this.#conditions(job, end, isLast, now);
    this.#write(job, {
      ...(started === undefined || isSuspended ? {} : { startTime: started }),
      ...(isLast && end.isSuccess ? { completionTime: timestamp(now) } : {}),
      ...some("active", after.active.length),
      ready: after.active.filter(isReady).length,
      terminating: after.terminating.length,
      ...some("succeeded", succeeded),
      ...some("failed", failed),
      uncountedTerminatedPods: {},
      ...(conditions.length === 0 ? {} : { conditions }),
    });
    for (const pod of [...own.succeeded, ...own.failed]) untrack(this.#state, pod);
    if (isLast) this.#announce(job, end);
    const wait = deadlineInMs(
      { spec, status: { ...status, ...(started === undefined ? {} : { startTime: started }) } },
      now,
    );
    if (wait !== undefined && wait > 0) this.#queue.add(key, wait);
  }

  #countFailures(uid: string, own: JobPods, nowMs: number): void {
    if (own.succeeded.length > 0) this.#failures.delete(uid);
    if (own.failed.length === 0) return;
    const inARow = (this.#failures.get(uid)?.inARow ?? 0) + own.failed.length;
    this.#failures.set(uid, { inARow, lastMs: nowMs });
  }

  /** Makes the pods that are missing, or deletes those that are too many. */
  #keepUp(key: string, job: JobObject, own: JobPods, succeeded: number): void {
    const { parallelism, completions, template } = job.spec;
    const active = own.active.length;
    const wanted =
      completions === undefined
        ? succeeded > 0
          ? active
          : parallelism
        : Math.min(parallelism, Math.max(0, completions - succeeded));
    if (active > wanted) for (const pod of own.active.slice(0, active - wanted)) this.#podControl.delete(job, pod);
    if (active >= wanted) return;
    const known = this.#failures.get(job.metadata.uid);
    const backOffMs = known === undefined ? 0 : Math.min(longestBackOffMs, firstBackOffMs * 2 ** (known.inARow - 1));
    const waitMs = known === undefined ? 0 : known.lastMs + backOffMs - this.#state.clock.now();
    if (waitMs > 0) {
      this.#queue.add(key, waitMs);
      return;
    }
    const plan = { template, finalizers: [trackingFinalizer] };
    const made = Array.from({ length: wanted - active }, () => this.#podControl.create(job, plan));
    if (made.some((failure) => failure !== undefined)) this.#queue.retry(key);
    else this.#queue.forget(key);
  }

  #conditions(job: JobObject, end: End | undefined, isLast: boolean, nowMs: number): Condition[] {
    const { conditions = [] } = job.status;
    if (end !== undefined) return withEnd(conditions, end, isLast, nowMs);
    const isSuspended = job.spec.suspend === true;
    const before = conditions.find((condition) => condition.type === "Suspended");
    if (before === undefined && !isSuspended) return conditions;
    if (before?.status === (isSuspended ? "True" : "False")) return conditions;
    const [reason, message] = isSuspended ? ["JobSuspended", "Job suspended"] : ["JobResumed", "Job resumed"];
    this.#podControl.event(job, "Normal", isSuspended ? "Suspended" : "Resumed", message);
    const now = timestamp(nowMs);
    const status = isSuspended ? "True" : "False";
    const made = { type: "Suspended", status, lastProbeTime: now, lastTransitionTime: now, reason, message };
    return [...conditions.filter((condition) => condition !== before), made];
  }

  #announce(job: JobObject, end: End): void {
    if (end.isSuccess) this.#podControl.event(job, "Normal", "Completed", "Job completed");
    else this.#podControl.event(job, "Warning", end.reason, end.message);
    this.#failures.delete(job.metadata.uid);
  }

  /** Counts what came late, and deletes the job once its time after the end is over. */
  #afterEnd(key: string, job: JobObject, own: JobPods): void {
    for (const pod of [...own.succeeded, ...own.failed]) untrack(this.#state, asPod(pod));
    const { ttlSecondsAfterFinished: seconds } = job.spec;
    const ended = job.status.conditions?.find(({ type }) => type === "Complete" || type === "Failed");
    if (seconds === undefined || ended === undefined || job.metadata.deletionTimestamp !== undefined) return;
    const waitMs = Date.parse(ended.lastTransitionTime ?? "") + seconds * 1000 - this.#state.clock.now();
    const { namespace = "", name, uid } = job.metadata;
    if (waitMs > 0) this.#queue.add(key, waitMs);
    else deleteObject(this.#state, jobs, namespace, name, { uid, propagation: "Foreground" });
  }

  #write(job: JobObject, status: JobStatus): void {
    if (equal(status, job.status)) return;
    const { namespace = "", name } = job.metadata;
    const change = (found: KubeObject) => ({ ...found, status });
    updateObject(this.#state, jobs, namespace, name, change, { ...manager, subresource: "status" });
  }
}
