import type { JsonObject } from "../json.js";

/**
 * A sandbox runtime as data: everything that the rest of the program has to know about one way of giving pods a kernel
 * of their own. One file per row; no code outside this folder names a runtime.
 */
export interface SandboxRuntime {
  /** Stable name, used in `--runtime` and as the value of our node label and taint. */
  readonly id: string;
  /** A few words for people. */
  readonly title: string;
  readonly supportedByMicrosoft: boolean;
  readonly pool: PoolValues;
  /** Subscription feature that must be Registered first; undefined = none. */
  readonly feature: { readonly namespace: string; readonly name: string } | undefined;
  /** The label that AKS puts on the nodes of such a pool; users cannot set it (reserved prefix). */
  readonly aksNodeLabel: { readonly key: string; readonly value: string };
  readonly runtimeClass: RuntimeClassValues;
  /** A part of `nodeImageVersion` that only images with this runtime have. */
  readonly imageMarker: string;
  readonly kubernetes: KubernetesMinimums;
  /** What cannot be combined with it, as far as a pool's or cluster's settings show it. */
  readonly incompatible: readonly Incompatibility[];
  /** Spellings under which users name this runtime, besides `id`; compared without case. */
  readonly aliases: readonly string[];
  /** The present-day spelling beside an old name; undefined for a row that is not old. */
  readonly presentDay:
    { readonly runtime: string; readonly workloadRuntime: string; readonly builtInClass: string } | undefined;
  readonly documentation: string;
}

export interface PoolValues {
  /** Sent as `workloadRuntime`. */
  readonly workloadRuntime: string;
  /** Sent as `osSKU` when the user names none. */
  readonly osSku: string;
  /** Every `osSKU` that the row accepts. */
  readonly osSkus: readonly string[];
  /** api-version that knows the values; undefined = the SDK's default. */
  readonly apiVersion: string | undefined;
}

export interface RuntimeClassValues {
  /** containerd's handler on such a node. */
  readonly handler: string;
  /** The class that AKS installs and reconciles; never written or deleted by us. */
  readonly builtIn: string;
  /** Memory that our class adds to a pod, a Kubernetes quantity. */
  readonly overheadMemory: string;
}

/** Versions as `major.minor`. */
export interface KubernetesMinimums {
  /** What the service's documentation asks for. */
  readonly serviceMinimum: string;
  /** Below it the pool cannot work in practice, and why. */
  readonly effectiveMinimum: string;
  readonly effectiveReason: string;
}

/** How well a fact is known: read in the primary source, observed once by a third party, or inferred. */
export type Evidence = "verified" | "observed-once" | "assumed";

export interface Incompatibility {
  readonly id: string;
  /** What is asked for, in words. */
  readonly setting: string;
  readonly reason: string;
  readonly source: string;
  readonly evidence: Evidence;
  /**
   * Whether the body of a pool's PUT, in ARM's wire form, asks for it. Absent where a flag's own check looks (OS SKU, VM
   * size).
   */
  readonly applies?: (pool: JsonObject) => boolean;
}
