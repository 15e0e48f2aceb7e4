import { refuseEscalation } from "../authorization/escalation.js";
import type { User } from "../authentication/user.js";
import type { ClusterState } from "../cluster-state.js";
import type { KubeObject } from "../objects/objects.js";
import type { Resource } from "../store/resources.js";

/** A write that is about to happen; the object is as it would be stored. */
export interface Admission {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly resource: Resource;
  readonly subresource: string;
  /** Undefined for a deletion. */
  readonly object: KubeObject | undefined;
  /** Undefined for a creation. */
  readonly old: KubeObject | undefined;
  /** Undefined: the cluster's own controllers. */
  readonly user: User | undefined;
  readonly isDryRun: boolean;
  /** Takes texts for the header `Warning` of the answer. */
  readonly warn: (text: string) => void;
}

/** The checks that come after an object's own: they see it whole and can only refuse. Throws 403 or what a policy says. */
export function admit(state: ClusterState, admission: Admission): void {
  const { resource, object, old, user } = admission;
  if (object !== undefined && user !== undefined) refuseEscalation(state, resource, object, old, user);
}
