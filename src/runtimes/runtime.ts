import type { JsonObject } from "../json.js";
import type { NodeLabel, RuntimeInstaller } from "./installer.js";

/**
 * A sandbox runtime as data: everything that the rest of the program has to know about one way of giving pods a kernel
 * of their own. One file per row; no code outside this folder names a runtime.
 *
 * Two kinds of rows: AKS puts the runtime on the nodes (`pool.workloadRuntime`, AKS's own label, class and node image), or
 * it is put there on an ordinary pool (no `workloadRuntime`; our label alone tells the pool, and an `installer` does it).
 */
export interface SandboxRuntime {
  /** Stable name, used in `--runtime` and as the value of our node label and taint. */
  readonly id: string;
  /** A few words for people. */
  readonly title: string;
  readonly supportedByMicrosoft: boolean;
  /** What Microsoft supports of it and what not, in a plain sentence. */
  readonly support: string;
  readonly pool: PoolValues;
  /** Subscription feature that must be Registered first; undefined = none. */
  readonly feature: { readonly namespace: string; readonly name: string } | undefined;
  /** The label that AKS puts on the nodes of such a pool; users cannot set it (reserved prefix). Undefined: AKS knows nothing of it. */
  readonly aksNodeLabel: NodeLabel | undefined;
  readonly runtimeClass: RuntimeClassValues;
  /** Other handlers that such a pool can have, each under a name of its own; empty: one handler alone. */
  readonly variants: readonly RuntimeVariant[];
  /** What puts the runtime on an ordinary pool's nodes; undefined where AKS does. */
  readonly installer: RuntimeInstaller | undefined;
  /** A part of `nodeImageVersion` that only images with this runtime have; undefined: any image will do. */
  readonly imageMarker: string | undefined;
  readonly proof: ProofExpectations;
  /** What the installer cannot bring, and the nodes must have: said before the pool is made. */
  readonly nodeDemands: readonly NodeDemand[];
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

/** The rows there are, the default first. Everything that looks one up takes them, so that a program may have others. */
export type RuntimeTable = readonly SandboxRuntime[];

export interface PoolValues {
  /** Sent as `workloadRuntime`; undefined: an ordinary pool, which is known by our label. */
  readonly workloadRuntime: string | undefined;
  /** Sent as `osSKU` when the user names none. */
  readonly osSku: string;
  /** Every `osSKU` that the row accepts. */
  readonly osSkus: readonly string[];
  /** Those of them of which no documentation tells whether they work: accepted with a warning. */
  readonly osSkusUntold: readonly string[];
  /** api-version that knows the values; undefined = the SDK's default. */
  readonly apiVersion: string | undefined;
}

export interface RuntimeClassValues {
  /** containerd's handler on such a node. */
  readonly handler: string;
  /** Name of the class that we write when the user names none. */
  readonly name: string;
  /** The class that AKS installs and reconciles; never written or deleted by us. Undefined: it installs none. */
  readonly builtIn: string | undefined;
  readonly overhead: Overhead;
}

/** The same runtime with another handler: `--runtime` takes its name. Pools and marks are the row's. */
export interface RuntimeVariant {
  readonly name: string;
  readonly runtimeClass: RuntimeClassValues;
}

/** What a pod costs beyond its containers. */
export interface Overhead {
  /** `overhead.podFixed` of our class: Kubernetes quantities. */
  readonly podFixed: Readonly<Record<string, string>>;
  /** Whose figures they are, in words: "AKS's own class". */
  readonly of: string;
  readonly evidence: Evidence;
}

/** How a sandbox of this runtime shows itself. What proves isolation is the same for all: see `src/proof`. */
export interface ProofExpectations {
  /** A part of the guest's `/proc/version` that this runtime's kernel alone has; undefined: nothing is known. */
  readonly kernelBanner: string | undefined;
}

/** Something that nobody can see from outside the node. */
export interface NodeDemand {
  readonly id: string;
  readonly says: string;
  readonly cure: string;
  readonly source: string;
}

/** Versions as `major.minor`. */
export interface KubernetesMinimums {
  /** What the documentation of the service or of the runtime asks for. */
  readonly serviceMinimum: string;
  /** Below it the pool cannot work in practice, and why. */
  readonly effectiveMinimum: string;
  readonly effectiveReason: string;
  /** Of which OS SKU that is so: its own check tells then (`os-sku-versions.ts`). Undefined: whatever the OS SKU. */
  readonly effectiveOsSku?: string;
  /** The document that tells of the effective minimum; of the other one `documentation` does. */
  readonly source: string;
}

/** How well a fact is known: read in the primary source, observed once by a third party, or inferred. */
export type Evidence = "verified" | "observed-once" | "assumed";

export interface Incompatibility {
  /** The check of that name looks for it, where `applies` does not. */
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
