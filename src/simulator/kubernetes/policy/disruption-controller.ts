import type { ClusterState } from "../cluster-state.js";
import { keyOf, manager, splitKey, type Controller } from "../controllers/controller.js";
import { PodControl } from "../controllers/pod-control.js";
import { isReady } from "../controllers/pod-state.js";
import { WorkQueue } from "../controllers/work-queue.js";
import { equal } from "../objects/json.js";
import { selects } from "../objects/label-selector.js";
import { asPod, timestamp, type KubeObject, type PodObject } from "../objects/objects.js";
import { asBudget, type BudgetObject, type BudgetStatus } from "../objects/workloads.js";
import { updateObject } from "../registry/registry.js";
import type { Change } from "../store/object-store.js";
import { pods, type Resource } from "../store/resources.js";
import { podDisruptionBudgets } from "../store/workload-resources.js";
import { withCondition, withDisruptionCondition } from "./budget-status.js";
import { expectedPods } from "./expected-pods.js";

/** How long an evicted pod that is still there counts as going (`DeletionTimeout`). */
const deletionTimeoutMs = 120_000;

/** Keeps the status of PodDisruptionBudgets (`pkg/controller/disruption`). */
export class DisruptionController implements Controller {
  readonly #state: ClusterState;
  readonly #queue: WorkQueue;
  readonly #events: PodControl;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#events = new PodControl(state, "controllermanager");
    this.#queue = new WorkQueue(state.clock, (key) => {
      this.#sync(key);
    });
  }

  see({ object, previous, type }: Change, resource: Resource): void {
    if (resource === podDisruptionBudgets && type !== "DELETED") this.#queue.add(keyOf(object));
    if (resource !== pods) return;
    for (const found of this.#state.store.each(podDisruptionBudgets)) {
      const { namespace } = found.metadata;
      const { selector } = asBudget(found).spec;
      const isAffected = [object, previous].some((pod) => selects(selector, pod?.metadata.labels));
      if (namespace === object.metadata.namespace && isAffected) this.#queue.add(keyOf(found));
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  #sync(key: string): void {
    const { namespace, name } = splitKey(key);
    const found = this.#state.store.get(podDisruptionBudgets, namespace, name);
    if (found === undefined) return;
    const budget = asBudget(found);
    const chosen = this.#state.store
      .list(pods, namespace)
      .map(asPod)
      .filter((pod) => selects(budget.spec.selector, pod.metadata.labels));
    if (chosen.length === 0) this.#events.event(budget, "Normal", "NoPods", "No matching pods found");
    const expected = expectedPods(this.#state, budget, chosen);
    if ("fault" in expected) this.#fail(budget, expected.fault);
    else this.#report(key, budget, chosen, expected);
  }

  #report(
    key: string,
    budget: BudgetObject,
    chosen: readonly PodObject[],
    {
      count,
      healthy,
      isUnmanaged,
    }: { readonly count: number; readonly healthy: number; readonly isUnmanaged: boolean },
  ): void {
    if (isUnmanaged) this.#events.event(budget, "Warning", "UnmanagedPods", unmanagedText(budget));
    const now = this.#state.clock.now();
    const going = this.#goingPods(budget, chosen, now);
    const isHealthy = (pod: PodObject) =>
      pod.metadata.deletionTimestamp === undefined && !(pod.metadata.name in going.pods) && isReady(pod);
    const currentHealthy = chosen.filter(isHealthy).length;
    const { generation } = budget.metadata;
    const { conditions } = budget.status;
    const status: BudgetStatus = {
      ...(generation === undefined ? {} : { observedGeneration: generation }),
      ...(Object.keys(going.pods).length === 0 ? {} : { disruptedPods: going.pods }),
      disruptionsAllowed: count <= 0 ? 0 : Math.max(0, currentHealthy - healthy),
      currentHealthy,
      desiredHealthy: healthy,
      expectedPods: count,
      ...(conditions === undefined ? {} : { conditions }),
    };
    this.#write(budget, withDisruptionCondition(status, timestamp(now)));
    if (going.recheckMs !== undefined) this.#queue.add(key, going.recheckMs - now);
  }

  /** Evicted pods that are not gone yet, and when to look whether they still are. */
  #goingPods({ status }: BudgetObject, chosen: readonly PodObject[], nowMs: number) {
    const known = status.disruptedPods ?? {};
    const waits: number[] = [];
    const left = chosen.flatMap(({ metadata: { name, deletionTimestamp } }) => {
      const since = known[name];
      const until = Date.parse(since ?? "") + deletionTimeoutMs;
      if (since === undefined || deletionTimestamp !== undefined || until < nowMs) return [];
      waits.push(until);
      return [[name, since] as const];
    });
    return { pods: Object.fromEntries(left), recheckMs: waits.length === 0 ? undefined : Math.min(...waits) + 1_000 };
  }

  /** Without a count no eviction is allowed. */
  #fail(budget: BudgetObject, fault: string): void {
    const message = `Failed to calculate the number of expected pods: ${fault}`;
    this.#events.event(budget, "Warning", "CalculateExpectedPodCountFailed", message);
    const why = { status: "False", reason: "SyncFailed", message: fault };
    const status = { ...budget.status, disruptionsAllowed: 0 };
    this.#write(budget, withCondition(status, why, timestamp(this.#state.clock.now())));
  }

  #write(budget: BudgetObject, status: BudgetStatus): void {
    if (equal(status, budget.status)) return;
    const { namespace = "", name } = budget.metadata;
    const change = (found: KubeObject) => ({ ...found, status });
    updateObject(this.#state, podDisruptionBudgets, namespace, name, change, { ...manager, subresource: "status" });
  }
}

/** The selector in the text is printed by Go; here it is in its JSON form. */
const unmanagedText = ({ spec }: BudgetObject) =>
  `Pods selected by this PodDisruptionBudget (selector: ${JSON.stringify(spec.selector)}) were found to be unmanaged. As a result, ` +
  "the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these " +
  'pods please set ".spec.minAvailable" field of the PDB to an integer value.';
