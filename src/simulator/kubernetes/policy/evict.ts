import { forbidden, notFound, StatusError } from "../api/status-error.js";
import type { ClusterState } from "../cluster-state.js";
import { isOver, isReady } from "../controllers/pod-state.js";
import { selects } from "../objects/label-selector.js";
import { asPod, timestamp, type KubeObject, type PodObject } from "../objects/objects.js";
import { asBudget, type BudgetObject } from "../objects/workloads.js";
import { checkPreconditions, deleteObject, updateObject, type DeleteOptions } from "../registry/registry.js";
import { pods } from "../store/resources.js";
import { podDisruptionBudgets } from "../store/workload-resources.js";
import { withDisruptionCondition } from "./budget-status.js";
import { disruptionTarget, withPodCondition } from "./disruption-target.js";

/** The field manager under which the API server itself writes. */
const server = { manager: "kube-apiserver" };
/** Evictions that the disruption controller has not seen yet (`MaxDisruptedPodSize`). */
const mostDisrupted = 2_000;
const refused = "Cannot evict pod as it would violate the pod's disruption budget.";

/**
 * Deletes a pod if its disruption budget allows (`pods/NAME/eviction`). Throws 404, 403, 409, and 429 where the budget
 * has no room; returns the failure of a pod with two budgets, which the API server sends as a result.
 */
export function evict(
  state: ClusterState,
  namespace: string,
  name: string,
  options: DeleteOptions,
): StatusError | undefined {
  const found = state.store.get(pods, namespace, name);
  if (found === undefined) throw notFound(pods, name);
  const pod = asPod(found);
  const budgets = isBudgetless(pod) ? [] : budgetsOf(state, pod);
  const [budget] = budgets;
  if (budgets.length > 1)
    return new StatusError(
      500,
      "",
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  if (budget !== undefined && !isFree(pod, budget)) takeOne(state, pod, budget, options.dryRun === true);
  if (options.dryRun !== true) mark(state, pod, options);
  // The mark is a new version of the pod, so that the version asked for holds no more.
  deleteObject(state, pods, namespace, name, { ...options, resourceVersion: undefined });
  return undefined;
}

/** A pod that runs nothing, or is on its way out, costs no availability. */
const isBudgetless = (pod: PodObject) =>
  isOver(pod) || pod.status.phase === "Pending" || pod.metadata.deletionTimestamp !== undefined;

function budgetsOf(state: ClusterState, pod: PodObject): BudgetObject[] {
  return state.store
    .list(podDisruptionBudgets, pod.metadata.namespace)
    .map(asBudget)
    .filter((budget) => selects(budget.spec.selector, pod.metadata.labels));
}

/** A pod that is not ready may go where the others suffice, or where the budget says so. */
function isFree(pod: PodObject, { spec, status }: BudgetObject): boolean {
  if (isReady(pod)) return false;
  const isHealthy = status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
  return spec.unhealthyPodEvictionPolicy === "AlwaysAllow" || isHealthy;
}

function takeOne(state: ClusterState, pod: PodObject, budget: BudgetObject, dryRun: boolean): void {
  const { name, namespace = "", generation = 0 } = budget.metadata;
  const { status } = budget;
  const budgetKind = { group: "policy", plural: "poddisruptionbudget" };
  if ((status.observedGeneration ?? 0) < generation)
    throw tooMany(`The disruption budget ${name} is still being processed by the server.`, 10);
  if (Object.keys(status.disruptedPods ?? {}).length > mostDisrupted)
    throw forbidden(budgetKind, name, "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
  if (status.disruptionsAllowed === 0) throw tooMany(causeOf(budget), 0);
  if (dryRun) return;
  const now = timestamp(state.clock.now());
  const change = (current: KubeObject) => {
    const taken = {
      ...status,
      disruptionsAllowed: status.disruptionsAllowed - 1,
      disruptedPods: { ...status.disruptedPods, [pod.metadata.name]: now },
    };
    return { ...current, status: taken.disruptionsAllowed === 0 ? withDisruptionCondition(taken, now) : taken };
  };
  updateObject(state, podDisruptionBudgets, namespace, name, change, { ...server, subresource: "status" });
}

function causeOf({ metadata: { name }, status }: BudgetObject): string {
  const condition = status.conditions?.find((item) => item.type === "DisruptionAllowed");
  const { reason = "", message = "" } = condition?.status === "False" ? condition : {};
  if (reason === "SyncFailed" && message !== "")
    return `The disruption budget ${name} does not allow evicting pods currently because it failed sync: ${message}`;
  const { currentHealthy, desiredHealthy } = status;
  if (currentHealthy <= desiredHealthy)
    return `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const why = message === "" ? "" : ` (${reason}): ${message}`;
  return `The disruption budget ${name} does not allow evicting pods currently${why}`;
}

function tooMany(cause: string, retryAfterSeconds: number): StatusError {
  return new StatusError(429, "TooManyRequests", refused, {
    causes: [{ reason: "DisruptionBudget", message: cause, field: "" }],
    ...(retryAfterSeconds === 0 ? {} : { retryAfterSeconds }),
  });
}

/** The condition that tells the pod's owner why it goes. */
function mark(state: ClusterState, pod: PodObject, options: DeleteOptions): void {
  checkPreconditions(pods, pod, options);
  const { name, namespace = "" } = pod.metadata;
  const condition = disruptionTarget(state, "EvictionByEvictionAPI", "Eviction API: evicting");
  const change = (found: KubeObject) => withPodCondition(found, condition);
  updateObject(state, pods, namespace, name, change, { ...server, subresource: "status" });
}
