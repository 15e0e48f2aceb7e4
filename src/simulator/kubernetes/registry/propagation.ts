import type { KubeObject } from "../objects/objects.js";
import type { Resource } from "../store/resources.js";
import { jobs } from "../store/workload-resources.js";

/** What becomes of the objects that a deleted one owns. */
export const propagations = ["Orphan", "Background", "Foreground"] as const;
export type Propagation = (typeof propagations)[number];

export const orphanFinalizer = "orphan";
export const foregroundFinalizer = "foregroundDeletion";

/** Finalizers of an object that is deleted now: the garbage collector's follow from the policy (`registry/generic`). */
export function deletionFinalizers(resource: Resource, object: KubeObject, asked: Propagation | undefined): string[] {
  const present = object.metadata.finalizers ?? [];
  const others = present.filter((name) => name !== orphanFinalizer && name !== foregroundFinalizer);
  const kept = present.includes(orphanFinalizer)
    ? "Orphan"
    : present.includes(foregroundFinalizer)
      ? "Foreground"
      : undefined;
  // Jobs keep their pods unless the client says otherwise, for old clients' sake.
  const policy = asked ?? kept ?? (resource === jobs ? "Orphan" : "Background");
  if (policy === "Orphan") return [...others, orphanFinalizer];
  return policy === "Foreground" ? [...others, foregroundFinalizer] : others;
}
