import { StatusError } from "../../api/status-error.js";
import type { KubeObject } from "../../objects/objects.js";
import { asReplicaSet, type ReplicaSetObject } from "../../objects/workloads.js";
import { createObject, updateObject } from "../../registry/registry.js";
import { replicaSets } from "../../store/workload-resources.js";
import { manager } from "../controller.js";
import { some } from "../go-zero.js";
import { controllerReference, isControlledBy } from "../owners.js";
import { equal } from "../../objects/json.js";
import { templateHash } from "../template-hash.js";
import { currentAnnotations, revisionKey, revisionOf, sizeAnnotations } from "./annotations.js";
import { conditionOf, hasDeadline, newCondition, withCondition } from "./conditions.js";
import { maxSurgeOf } from "./fenceposts.js";
import { hashLabel, hasSameTemplate, wantedReplicas } from "./replica-set-list.js";
import type { Rollout } from "./rollout.js";

/**
 * Gives the current ReplicaSet and the deployment their revision, and makes the ReplicaSet where it is missing and
 * `mayCreate` (`getNewReplicaSet`). False when it could not be made: the controller tries again.
 */
export function syncCurrent(rollout: Rollout, mayCreate: boolean): boolean {
  const revision = 1 + Math.max(0, ...rollout.family.old.map(revisionOf));
  const { current } = rollout.family;
  if (current !== undefined) {
    updateCurrent(rollout, current, revision);
    return true;
  }
  return !mayCreate || createCurrent(rollout, revision);
}

function updateCurrent(rollout: Rollout, current: ReplicaSetObject, revision: number): void {
  const { deployment, nowMs } = rollout;
  const { namespace = "", name, annotations = {} } = current.metadata;
  const wanted = currentAnnotations(deployment, annotations, revision);
  const { minReadySeconds = 0, progressDeadlineSeconds } = deployment.spec;
  if (!equal(wanted, annotations) || (current.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const change = (found: KubeObject) => {
      const { minReadySeconds: _before, ...spec } = asReplicaSet(found).spec;
      const metadata = { ...found.metadata, annotations: wanted };
      return { ...found, metadata, spec: { ...spec, ...some("minReadySeconds", minReadySeconds) } };
    };
    updateObject(rollout.state, replicaSets, namespace, name, change, manager);
    rollout.refresh();
  }
  const { conditions = [], ...status } = deployment.status;
  const isNew = hasDeadline(progressDeadlineSeconds) && conditionOf(conditions, "Progressing") === undefined;
  const message = `Found new replica set "${name}"`;
  const known = isNew
    ? withCondition(conditions, newCondition(nowMs, "Progressing", "True", "FoundNewReplicaSet", message))
    : conditions;
  rollout.writeStatus(
    { ...status, ...(known.length === 0 ? {} : { conditions: [...known] }) },
    { [revisionKey]: wanted[revisionKey] ?? "" },
  );
}

function createCurrent(rollout: Rollout, revision: number): boolean {
  const { deployment, nowMs } = rollout;
  const { spec, status, metadata } = deployment;
  const { namespace = "" } = metadata;
  const hash = templateHash(spec.template, status.collisionCount);
  const labels = { ...spec.template.metadata?.labels, [hashLabel]: hash };
  const matchLabels = { ...spec.selector.matchLabels, [hashLabel]: hash };
  const name = `${metadata.name.slice(0, 253 - 1 - hash.length)}-${hash}`;
  const replicas = firstReplicas(rollout);
  const body = {
    metadata: {
      name,
      labels,
      annotations: { ...currentAnnotations(deployment, {}, revision), ...sizeAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels },
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
  const existing = rollout.state.store.get(replicaSets, namespace, name);
  if (existing !== undefined) {
    const isOurs =
      isControlledBy(existing, deployment) && hasSameTemplate(asReplicaSet(existing).spec.template, spec.template);
    // Another template with the same hash: the next try takes another hash.
    if (!isOurs) rollout.writeStatus({ ...status, collisionCount: (status.collisionCount ?? 0) + 1 });
    return false;
  }
  try {
    createObject(rollout.state, replicaSets, namespace, body, manager);
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    reportFailure(rollout, name, error);
    return false;
  }
  rollout.refresh();
  if (replicas > 0) rollout.event("Normal", "ScalingReplicaSet", `Scaled up replica set ${name} from 0 to ${replicas}`);
  const message = `Created new replica set "${name}"`;
  const conditions = hasDeadline(spec.progressDeadlineSeconds)
    ? withCondition(
        status.conditions ?? [],
        newCondition(nowMs, "Progressing", "True", "NewReplicaSetCreated", message),
      )
    : (status.conditions ?? []);
  rollout.writeStatus(
    { ...status, ...(conditions.length === 0 ? {} : { conditions: [...conditions] }) },
    { [revisionKey]: String(revision) },
  );
  return true;
}

function reportFailure(rollout: Rollout, name: string, error: StatusError): void {
  const { spec, status } = rollout.deployment;
  const isTerminating = error.details?.causes?.some((cause) => cause.reason === "NamespaceTerminating") === true;
  if (isTerminating) return;
  const message = `Failed to create new replica set "${name}": ${error.message}`;
  if (hasDeadline(spec.progressDeadlineSeconds)) {
    const condition = newCondition(rollout.nowMs, "Progressing", "False", "ReplicaSetCreateError", message);
    rollout.writeStatus({ ...status, conditions: [...withCondition(status.conditions ?? [], condition)] });
  }
  rollout.event("Warning", "ReplicaSetCreateError", message);
}

/** Size of a ReplicaSet that is about to be made: what the surge leaves room for. */
function firstReplicas({ deployment, family }: Rollout): number {
  const { replicas } = deployment.spec;
  if (deployment.spec.strategy.type === "Recreate") return replicas;
  return Math.max(0, Math.min(replicas, replicas + maxSurgeOf(deployment) - wantedReplicas(family.old)));
}
