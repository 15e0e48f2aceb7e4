import type { User } from "../authentication/user.js";
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
