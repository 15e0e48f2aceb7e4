import type { User } from "../authentication/user.js";

/** Who writes an object, and how. */
export interface WriteOptions {
  /** Field manager. */
  readonly manager: string;
  readonly dryRun?: boolean;
  /** Empty = the object itself, else `status`. */
  readonly subresource?: string;
  /** Who writes; left out by the cluster's own controllers. */
  readonly user?: User;
  /** Takes texts for the header `Warning` of the answer. */
  readonly warnings?: string[];
  /** A PUT of the whole object: a uid in it is a precondition. */
  readonly replaces?: boolean;
  /** `managedFields` that a server-side apply has worked out; else they follow from what changed. */
  readonly applied?: boolean;
}
