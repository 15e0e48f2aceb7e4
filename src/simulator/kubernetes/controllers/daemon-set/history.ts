import type { ClusterState } from "../../cluster-state.js";
import { equal, type JsonObject } from "../../objects/json.js";
import type { KubeObject, PodObject } from "../../objects/objects.js";
import {
  asControllerRevision,
  asDaemonSet,
  type ControllerRevisionObject,
  type DaemonSetObject,
} from "../../objects/workloads.js";
import { createObject, deleteObject, updateObject } from "../../registry/registry.js";
import { controllerRevisions, daemonSets } from "../../store/workload-resources.js";
import { claim } from "../claim.js";
import { manager } from "../controller.js";
import { controllerReference } from "../owners.js";
import { templateHash } from "../template-hash.js";

export const hashLabel = "controller-revision-hash";

/** The revisions of a DaemonSet's template; `current` is undefined when it could not be made yet. */
export interface History {
  readonly current: ControllerRevisionObject | undefined;
  readonly old: readonly ControllerRevisionObject[];
}

/** Finds or makes the revision of the present template, and gives it the highest number (`constructHistory`). */
export function historyOf(state: ClusterState, set: DaemonSetObject): History {
  const all = claim(state, set, set.spec.selector, controllerRevisions).map(asControllerRevision);
  const data = patchOf(set);
  const found = all.find((revision) => equal(revision.data, data));
  const old = all.filter((revision) => revision !== found).sort((a, b) => a.revision - b.revision);
  const revision = (old.at(-1)?.revision ?? 0) + 1;
  if (found === undefined) return { current: createRevision(state, set, data, revision), old };
  if (found.revision >= revision) return { current: found, old };
  const { name, namespace = "" } = found.metadata;
  const change = (object: KubeObject) => ({ ...object, revision });
  const current = asControllerRevision(updateObject(state, controllerRevisions, namespace, name, change, manager));
  return { current, old };
}

/** What brings a DaemonSet back to a revision: `kubectl rollout undo` sends it as a patch. */
const patchOf = ({ spec: { template } }: DaemonSetObject): JsonObject => ({
  spec: { template: { ...template, $patch: "replace" } },
});

function createRevision(
  state: ClusterState,
  set: DaemonSetObject,
  data: JsonObject,
  revision: number,
): ControllerRevisionObject | undefined {
  const { namespace = "", annotations } = set.metadata;
  const hash = templateHash(set.spec.template, set.status.collisionCount);
  const name = `${set.metadata.name}-${hash}`;
  if (state.store.get(controllerRevisions, namespace, name) !== undefined) {
    // Another template with the same hash: the next try takes another hash.
    const change = (object: KubeObject) => {
      const { status } = asDaemonSet(object);
      return { ...object, status: { ...status, collisionCount: (status.collisionCount ?? 0) + 1 } };
    };
    const options = { ...manager, subresource: "status" };
    updateObject(state, daemonSets, namespace, set.metadata.name, change, options);
    return undefined;
  }
  const metadata = {
    name,
    labels: { ...set.spec.template.metadata?.labels, [hashLabel]: hash },
    ...(annotations === undefined ? {} : { annotations }),
    ownerReferences: [controllerReference(set)],
  };
  return asControllerRevision(
    createObject(state, controllerRevisions, namespace, { metadata, data, revision }, manager),
  );
}

/** Deletes the oldest revisions beyond the limit that no pod is of. */
export function cleanUpHistory(
  state: ClusterState,
  { spec }: DaemonSetObject,
  old: History["old"],
  pods: readonly PodObject[],
): void {
  const live = new Set(pods.map((pod) => pod.metadata.labels?.[hashLabel]));
  const surplus = old.length - (spec.revisionHistoryLimit ?? 10);
  const unused = old.filter(({ metadata }) => !live.has(metadata.labels?.[hashLabel]));
  for (const { metadata } of unused.slice(0, Math.max(0, surplus)))
    deleteObject(state, controllerRevisions, metadata.namespace ?? "", metadata.name, {});
}
