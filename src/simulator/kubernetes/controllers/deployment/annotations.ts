import type { KubeObject } from "../../objects/objects.js";
import type { DeploymentObject, ReplicaSetObject } from "../../objects/workloads.js";
import { maxSurgeOf } from "./fenceposts.js";

type Annotations = Record<string, string>;

export const revisionKey = "deployment.kubernetes.io/revision";
const historyKey = "deployment.kubernetes.io/revision-history";
const desiredKey = "deployment.kubernetes.io/desired-replicas";
const maxKey = "deployment.kubernetes.io/max-replicas";
const notCopied = [
  "kubectl.kubernetes.io/last-applied-configuration",
  "deprecated.deployment.rollback.to",
  revisionKey,
  historyKey,
  desiredKey,
  maxKey,
];
const longestHistory = 2_000;

export const revisionOf = (object: KubeObject) => Number(object.metadata.annotations?.[revisionKey] ?? "0");

/** The size of the deployment that a ReplicaSet knows of; undefined where the annotation is missing. */
export const desiredOf = (set: ReplicaSetObject) => numberAt(set, desiredKey);
export const maxReplicasOf = (set: ReplicaSetObject) => numberAt(set, maxKey);

function numberAt({ metadata }: ReplicaSetObject, key: string): number | undefined {
  const text = metadata.annotations?.[key];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

export function sizeAnnotations(deployment: DeploymentObject): Annotations {
  const { replicas } = deployment.spec;
  return { [desiredKey]: String(replicas), [maxKey]: String(replicas + maxSurgeOf(deployment)) };
}

/** Annotations of the current ReplicaSet: the deployment's, and a revision above all others (`SetNewReplicaSetAnnotations`). */
export function currentAnnotations(deployment: DeploymentObject, present: Annotations, revision: number): Annotations {
  const given = Object.entries(deployment.metadata.annotations ?? {}).filter(([key]) => !notCopied.includes(key));
  const copied = { ...present, ...Object.fromEntries(given) };
  const before = present[revisionKey];
  if (Number(before ?? "0") >= revision) return copied;
  const history = before === undefined ? {} : { [historyKey]: withRevision(present[historyKey] ?? "", before) };
  return { ...copied, ...history, [revisionKey]: String(revision) };
}

function withRevision(history: string, revision: string): string {
  const revisions = [...(history === "" ? [] : history.split(",")), revision];
  while (revisions.join(",").length > longestHistory && revisions.length > 1) revisions.shift();
  return revisions.join(",");
}
