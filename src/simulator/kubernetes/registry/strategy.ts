import type { FieldError } from "../api/field-error.js";
import type { ClusterState } from "../cluster-state.js";
import type { KubeObject } from "../objects/objects.js";

/** What is special about a resource when its objects are written. */
export interface Strategy {
  /** What the server fills in on every write of the main resource or of a subresource. */
  readonly withDefaults?: (object: KubeObject) => KubeObject;
  /** Fields that only the server sets, and admission. */
  readonly prepareCreate?: (object: KubeObject, state: ClusterState) => KubeObject;
  /** What the server alone writes when a client updates the main resource. */
  readonly prepareUpdate?: (object: KubeObject, old: KubeObject) => KubeObject;
  readonly createErrors?: (object: KubeObject) => FieldError[];
  readonly updateErrors?: (object: KubeObject, old: KubeObject) => FieldError[];
  readonly nameFaults?: (name: string) => string[];
  /** Members that the main resource cannot change, because a subresource does. */
  readonly hasStatus?: boolean;
  /** The subresource that alone can change `spec`; default: the object itself can. */
  readonly specThrough?: string;
  /** The object has a generation, which changes of these parts raise. */
  readonly bumpedBy?: readonly ("spec" | "annotations")[];
}
